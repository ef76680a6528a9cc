# name: phrase_in_order
# description: the words of a phrase stand side by side, in order
doc US1A1 ti[en]: coated paper
doc US2A1 ti[en]: paper coated
doc US3A1 ti[en]: coated white paper
doc US4A1 ti[en]: Coated-paper
doc US5A1 ti[en]: coated, (paper)
query "coated paper"
finds US1A1 US4A1 US5A1
query "paper coated"
finds US2A1
query "coated white paper"
finds US3A1
query “coated paper”
finds US1A1 US4A1 US5A1
query "COATED  Paper"
finds US1A1 US4A1 US5A1

# name: phrase_repeated_words
# description: the same word twice takes two places
doc US1A1 ti[en]: roll to roll to roll
doc US2A1 ti[en]: roll to roll
doc US3A1 ti[en]: roll
query "roll to roll"
finds US1A1 US2A1
query "roll to roll to roll"
finds US1A1
query "roll roll"
finds
query "to to"
finds

# name: phrase_within_one_value
# description: no phrase runs from one title or claim into the next
doc US1A1 cl[en]: a lithium
doc US1A1 cl[en]: ion cell
doc US2A1 cl[en]: a lithium ion cell
doc US3A1 ti[en]: lithium
doc US3A1 ab[en]: ion
query cl:"lithium ion"
finds US2A1
query cl:(lithium ion)
finds US1A1 US2A1
query "lithium ion"
finds US2A1

# name: phrase_across_lines
# description: a line end is a blank
doc US1A1 ab[en]: coated\npaper
doc US2A1 ab[zh]: 鋰電\n池
query "coated paper"
finds US1A1
query 鋰電池
finds US2A1

# name: phrase_of_marks
# description: a word with inner marks is a phrase of its parts
doc US1A1 ti[en]: same-day delivery
doc US2A1 ti[en]: same day delivery
doc US3A1 ti[en]: day same
doc US4A1 ti[en]: mixed at 10:1
query same-day
finds US1A1 US2A1
query 10:1
finds US4A1
query ti:"10 1"
finds US4A1

# name: phrase_quotes
# description: two quotes in a phrase are one; a single quote is text
doc US1A1 ti[en]: a 5" disk
doc US2A1 ti[en]: the user's disk
query "5"" disk"
finds US1A1
query user's
finds US2A1
query "s disk"
finds US2A1

# name: phrase_long
# description: a sentence of a CJK text, and of an English one, is found whole
doc TW1B ab[zh]: 本發明提供一種鋰離子電池正極材料及其製造方法，該材料具有高容量。
doc US1A1 ab[en]: The present invention provides a positive electrode material for lithium ion cells, having a high capacity.
query "本發明提供一種鋰離子電池正極材料及其製造方法，該材料具有高容量"
finds TW1B
query "本發明提供一種鋰離子電池正極材料及其製造方法該材料具有高容量"
finds
query "provides a positive electrode material for lithium ion cells, having a high capacity"
finds US1A1

# name: phrase_as_long_as_the_text
# description: a phrase of many words is found where it is all of a text, and one word more is not
doc US1A1 ti[en]: w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 w50 w51 w52 w53 w54 w55 w56 w57 w58 w59 w60 w61 w62 w63 w64 w65 w66 w67 w68 w69
doc TW2B ti[zh]: 鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及
query "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 w50 w51 w52 w53 w54 w55 w56 w57 w58 w59 w60 w61 w62 w63 w64 w65 w66 w67 w68 w69"
finds US1A1
query "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 w50 w51 w52 w53 w54 w55 w56 w57 w58 w59 w60 w61 w62 w63 w64 w65 w66 w67 w68 w69 w70"
finds
query "w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 w50 w51 w52 w53 w54 w55 w56 w57 w58 w59 w60 w61 w62 w63 w64 w65 w66 w67 w68 w69"
finds US1A1
query 鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及
finds TW2B
query word:鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及
finds TW2B
query 鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及裝置鋰離子電池正極材料與其製造方法及料
finds
query "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 w50 w51 w52 w53 w54 w55 w56 w57 w58 w59 w60 w61 w62 w63 w64 w65 w66 w67 w68 w6*"
finds US1A1
