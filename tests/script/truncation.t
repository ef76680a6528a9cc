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
finds US2A1
query "*ted p#per"
finds US2A1
query "co{1,9}d *s"
finds US1A1
query "coated * paper"
error invalid_argument 0-16 '*'

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

# name: truncation_anywhere_in_a_word
# description: signs stand before, in and after a word, also several; they stand for characters of one word
doc US1A1 ti[en]: lipase
doc US2A1 ti[en]: protease activity
doc US3A1 ti[en]: color
doc US4A1 ti[en]: colour
doc US5A1 ti[en]: overcoating
doc US6A1 ti[en]: as
query *ase
finds US1A1 US2A1
query ###ase
finds US1A1
query col*r
finds US3A1 US4A1
query colo?r
finds US3A1 US4A1
query colo#r
finds US4A1
query *oat*
finds US5A1
query *as*
finds US1A1 US2A1 US6A1
query over{1,7}
finds US5A1
query over{1,6}
finds
query ##
finds US6A1
query *a#e and not {5}ase
finds US1A1
query *
error invalid_argument 0-1 *:*

# name: truncation_that_is_text_in_quotes
# description: in quotes a question mark or number sign is a sign only between letters
doc US1A1 ti[en]: What is C#?
doc US2A1 ti[en]: what is Cx
query "is C#"
finds US1A1
query "is C{1}"
finds US2A1
query "is C?"
finds US1A1
query "wh?t is"
finds US1A1 US2A1
query C#
finds US2A1

# name: truncation_in_cjk_strings
# description: an open place is so many characters of one run, wherever the string stands
doc TW1B ti[zh]: 高鋰電池
doc TW2B ti[zh]: 鋰離電池
doc TW3B ti[zh]: 鋰離子電池組
doc TW4B ti[zh]: 鋰，電池
doc TW5B ti[zh]: 鋰A電池
query 鋰?電池
finds TW1B TW2B
query 鋰#電池
finds TW2B
query 鋰{1,2}電池
finds TW2B TW3B
query 鋰##電池
finds TW3B
query 電池#
finds TW3B
query #鋰
finds TW1B
query *鋰電池*
finds TW1B
query 電#
finds TW1B TW2B TW3B TW4B TW5B
query 鋰*電
error invalid_argument 0-7 {0,3}
query A?電池
error invalid_argument 0-8 either

# name: truncation_is_refused_where_it_cannot_be_meant
# description: a sign of truncation beside a sign that is no part of a word is not guessed at
doc US1A1 ti[en]: 3.5
query 3.*5
error invalid_argument 0-4 no part
query 3*5
finds US1A1
query ~co*t
error invalid_argument 1-5 exclude
query word:co?t
error invalid_argument 5-9 exclude
query pd:20?5
error invalid_argument 3-7 date

# name: edits
# description: words with up to one or two characters added, left out or replaced
doc US1A1 ti[en]: coating
doc US2A1 ti[en]: coatings
doc US3A1 ti[en]: goating
doc US4A1 ti[en]: oat
doc US5A1 ti[en]: cotaing
query coating~1
finds US1A1 US2A1 US3A1
query coating~2
finds US1A1 US2A1 US3A1 US5A1
query coat~1
finds US4A1
query coat~3
error invalid_argument 0-6 coat~1
query coat~
error invalid_argument 0-5 coat~1
query coat-ing~1
error invalid_argument 0-10 one word
query "coat~1"
finds

# name: regular_expressions
# description: words that the expression describes as a whole; letters fold as text does
doc US1A1 ti[en]: colour
doc US2A1 ti[en]: Colored
doc US3A1 ti[en]: discolored
doc US4A1 ti[en]: gray 3.5
doc US5A1 ti[de]: Straße
query regex:"colou?r(ed)?"
finds US1A1 US2A1
query regex:colou?r
finds US1A1
query regex:gr[ae]y
finds US4A1
query regex:"\d(\.\d)*"
finds US4A1
query regex:"COLO.*"
finds US1A1 US2A1
query regex:Straße
finds US5A1
query ti:regex:("a.*" or ".*ay")
finds US4A1
query regex:"[A-Z]+"
error invalid_argument 6-14 [a-z]
query regex:"^gray$"
error invalid_argument 6-14 whole
query regex:"(a"
error invalid_argument 6-10 not closed
query regex:"(a{99}){999}"
error limit 6-20 10000
query regex:電池
error invalid_argument 6-12 CJK
