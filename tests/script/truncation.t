# name: truncation
# description: a star finds every word that starts so, also the word itself
doc US1A1 ti[en]: coat
doc US2A1 ti[en]: coating
doc US3A1 ti[en]: cobalt
doc US4A1 ti[en]: coating paper
doc US5A1 ti[en]: overcoat
query coat*
finds US1A1 US2A1 US4A1
query c*
finds US1A1 US2A1 US3A1 US4A1
query co* not coat*
finds US3A1
query COAT*
finds US1A1 US2A1 US4A1
query nothing*
finds

# name: truncation_in_a_phrase
# description: in quotes the star follows the last word
doc US1A1 ti[en]: coated papers
doc US2A1 ti[en]: coated paper
doc US3A1 ti[en]: coated metal
doc US4A1 ti[en]: coated
doc US4A1 ti[en]: papers
query "coated pap*"
finds US1A1 US2A1
query "coated p*"
finds US1A1 US2A1
query "coat* paper"
error invalid_argument 0-13 '*'

# name: truncation_of_numbers_and_marks
# description: digits are letters here; accents fold before they are compared
doc US1A1 ti[en]: 100 parts
doc US2A1 ti[en]: 1000 parts
doc FR3A1 ti[fr]: électrode
doc US4A1 ti[en]: electric
query 100*
finds US1A1 US2A1
query élec*
finds FR3A1 US4A1

# name: truncation_after_a_sign
# description: a sign that is no part of a word is not lost before the star, it is refused
doc US1A1 ti[en]: IL-6 receptor
doc US2A1 ti[en]: illumination
doc US3A1 ti[en]: 100% cotton
query il-6*
finds US1A1
query il*
finds US1A1 US2A1
query il-*
error invalid_argument 0-4 write il*
query "receptor-*"
error invalid_argument 0-12 write receptor*
query 100%*
finds US3A1

# name: truncation_over_both_scripts
# description: a truncated word never reaches into CJK text
doc TW1B ti[zh]: 5G通信
doc TW2B ti[zh]: 5Gx通信
query 5g*
finds TW1B TW2B
query 通信*
finds TW1B TW2B
