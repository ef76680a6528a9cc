# name: stem_in_the_language_of_the_text
# description: ~ finds the words of one stem in the language of the field's text
doc US1A1 ti[en]: coatings
doc US2A1 ti[en]: coated
doc US3A1 ti[en]: goat
doc DE4A1 ti[de]: Rotoren
doc DE5A1 ti[de]: Rotor
doc US6A1 ti: coated
query ~coating
finds US1A1 US2A1
query coating
finds
query ~Rotor
finds DE4A1 DE5A1
query ti:~coat
finds US1A1 US2A1
query ~coated
finds US1A1 US2A1 US6A1

# name: stem_of_several_words
# description: ~( ) gives each word its ~; of a word that analysis parts, all parts anywhere in one field
doc US1A1 ti[en]: layers that were coated
doc US2A1 ti[en]: coat
doc US2A1 ab[en]: layers
doc US3A1 ti[en]: layered coats
query ~(coating layer)
finds US1A1 US2A1 US3A1
query ~coating-layers
finds US1A1 US3A1
query ~coating and not ~layer
finds

# name: stem_of_cjk_text
# description: of a CJK string ~ finds its words, anywhere in one field
doc TW1B ti[zh]: 正極材料與電池
doc TW2B ti[zh]: 電池正極材料
doc TW3B ti[zh]: 電池
doc TW3B ab[zh]: 正極材料
query ~電池正極材料
finds TW1B TW2B
query 電池正極材料
finds TW2B

# name: word_search
# description: word: asks that the text begins and ends where a word does; of spaced scripts it always does
doc JP1A ti[ja]: 東京都の地図
doc JP2A ti[ja]: 京都の地図
doc US3A1 ti[en]: Kyoto maps
query word:京都
finds JP2A
query 京都
finds JP1A JP2A
query ti:word:京都
finds JP2A
query word:地図
finds JP1A JP2A
query word:maps
finds US3A1
query word:"Kyoto maps"
finds US3A1
query word:map
finds

# name: word_search_at_the_end_of_a_value
# description: the end of a value, a sign and a blank between Hangul end a word
doc JP1A ti[ja]: 東京
doc JP2A ti[ja]: 東京、大阪
doc KR3A ti[ko]: 이차전지 장치
doc KR4A ti[ko]: 이차전지장치
query word:東京
finds JP1A JP2A
query word:이차전지
finds KR3A
query 이차전지
finds KR3A KR4A

# name: stem_in_any_language_of_the_field
# description: a document with two titles is searched by the stems of both languages, one without a language by none
doc EP1A1 ti[en]: a rotor
doc EP1A1 ti[de]: coated und Rotoren
doc EP2A1 ti[de]: coated und Rotoren
doc EP3A1 ti: coated und Rotoren
query ~coat
finds EP1A1
query ~Rotor
finds EP1A1 EP2A1
query ~coated
finds EP1A1 EP2A1 EP3A1

# name: stem_in_other_languages
# description: each language has its own rules, and text without a language has none
doc FR1A1 ti[fr]: moteurs électriques
doc FR2A1 ti[fr]: moteur électrique
doc ES3A1 ti[es]: motores eléctricos
doc RU4A1 ti[ru]: двигатели
doc RU5A1 ti[ru]: двигателя
doc FI6A1 ti[fi]: moottoreita
doc US7A1 ti: moteurs
query ~moteur
finds FR1A1 FR2A1
query ~électrique
finds FR1A1 FR2A1
query ~motor
finds ES3A1
query ~двигатель
finds RU4A1 RU5A1
query ~moottori
finds FI6A1
query ~moteurs
finds FR1A1 FR2A1 US7A1
