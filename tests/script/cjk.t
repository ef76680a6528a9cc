# name: cjk_substring
# description: a CJK string matches wherever it stands as a substring, however a dictionary cuts the text
doc TW1B ti[zh]: 鋰離子電池正極材料
doc TW2B ti[zh]: 半導體裝置之製造方法
query ti:離子電池
finds TW1B
query ti:池正
finds TW1B
query ti:導體
finds TW2B
query ti:鋰離子電池正極材料
finds TW1B
query ti:電池材料
finds
query ti:料正
finds

# name: cjk_single_character
# description: one character is every bigram that starts with it, and the end of a run
doc TW1B ti[zh]: 鋰離子電池
doc TW2B ti[zh]: 電解液含鋰
doc TW3B ti[zh]: 鋰
doc TW4B ti[zh]: 鈉電池
query ti:鋰
finds TW1B TW2B TW3B
query ti:池
finds TW1B TW4B
query ti:液
finds TW2B

# name: cjk_fold_reaches_all_regions
# description: Traditional, Simplified and Japanese spellings are one
doc TW1B ti[zh]: 氣體檢查裝置
doc CN2A ti[zh]: 气体检查装置
doc JP3A ti[ja]: 気体検査装置
doc CN4A ti[zh]: 液体检查方法
query ti:氣體檢查
finds TW1B CN2A JP3A
query ti:气体检查
finds TW1B CN2A JP3A
query ti:気体検査
finds TW1B CN2A JP3A
query ti:検査
finds TW1B CN2A JP3A CN4A

# name: cjk_fold_variants_between_regions
# description: the sets that no single chain of tables joins: 緒, 值, 鉱, 着, 隣
doc TW1B ti[zh]: 端緒閾值礦物接著劑鄰接
doc CN2A ti[zh]: 端绪阈值矿物接着剂邻接
doc JP3A ti[ja]: 端緒閾値鉱物接着剤隣接
query ti:端绪 and ti:阈值 and ti:矿物 and ti:接着剂 and ti:邻接
finds TW1B CN2A JP3A
query ti:端緒 and ti:閾値 and ti:鉱物 and ti:接着剤 and ti:隣接
finds TW1B CN2A JP3A

# name: cjk_fold_keeps_living_words_apart
# description: 連 and 聯 are two words, as are 瓣 and 辯; a Japanese 弁 is a valve
doc TW1B ti[zh]: 並聯電路
doc TW2B ti[zh]: 連續電路
doc TW3B ti[zh]: 瓣膜
doc JP4A ti[ja]: 逆止弁膜
query ti:聯
finds TW1B
query ti:連
finds TW2B
query ti:瓣膜
finds TW3B JP4A
query ti:辯
finds

# name: cjk_substring_across_dictionary_cuts
# description: katakana behind Han and unknown names are cut anywhere by ICU, and found all the same
doc JP1A ti[ja]: 有機エレクトロルミネッセンス素子
doc TW2B ti[zh]: 台積電與鴻海精密工業
doc TW3B ti[zh]: 觸控面板
doc CN4A ti[zh]: 触控面板
query ti:エレクトロルミネッセンス
finds JP1A
query ti:クトロル
finds JP1A
query ti:台積電
finds TW2B
query ti:触控面
finds TW3B CN4A

# name: cjk_long_vowel_mark
# description: ー is a letter: コンピュータ stands in コンピューター, not the other way round
doc JP1A ti[ja]: コンピュータ制御
doc JP2A ti[ja]: コンピューター制御
query ti:コンピュータ
finds JP1A JP2A
query ti:コンピューター
finds JP2A

# name: cjk_middle_dot
# description: a middle dot inside a run takes no position, in text and query alike
doc JP1A ti[ja]: エア・フィルタ
doc JP2A ti[ja]: エアフィルタ
doc JP3A ti[ja]: エア。フィルタ
query ti:エアフィルタ
finds JP1A JP2A
query ti:"エア・フィルタ"
finds JP1A JP2A

# name: cjk_iteration_mark_and_zero
# description: 々 and 〇 are Han letters
doc JP1A ti[ja]: 人々の生活
doc JP2A ti[ja]: 二〇二四年
query ti:人々の
finds JP1A
query ti:々
finds JP1A
query ti:二〇二
finds JP2A
query ti:〇
finds JP2A

# name: cjk_half_width_kana
# description: half-width kana with voicing marks are the full-width kana
doc JP1A ti[ja]: ﾎﾟﾘｲﾐﾄﾞ樹脂
doc JP2A ti[ja]: ポリイミド樹脂
doc JP3A ti[ja]: ホリイミト樹脂
query ti:ポリイミド樹脂
finds JP1A JP2A
query ti:ﾎﾟﾘｲﾐﾄﾞ
finds JP1A JP2A
query ti:ホリイミト
finds JP3A

# name: cjk_compatibility_forms
# description: what NFKC expands is expanded before positions are given: ㍿ is four characters
doc JP1A ti[ja]: ㍿東芝製電池
doc JP2A ti[ja]: 株式会社東芝製電池
doc JP3A ti[ja]: ㍻型電池
doc JP4A ti[ja]: ⽇本電池
doc JP5A ti[ja]: ㈱東芝
query ti:株式会社東芝
finds JP1A JP2A
query ti:会社東
finds JP1A JP2A
query ti:㍿
finds JP1A JP2A
query ti:平成型
finds JP3A
query ti:日本
finds JP4A
query ti:株東
finds
query ti:株
finds JP1A JP2A JP5A

# name: cjk_supplementary_han
# description: a character outside the basic plane is one character
doc JP1A ti[ja]: 𠮷野式電池
doc JP2A ti[ja]: 吉野式電池
query ti:𠮷野
finds JP1A
query ti:𠮷
finds JP1A
query ti:吉野
finds JP2A

# name: cjk_variation_selector
# description: variation selectors are as if absent
doc JP1A ti[ja]: 葛󠄀飾式電池
query ti:葛飾
finds JP1A

# name: ignorable_characters_are_absent
# description: U+00AD, U+200D, U+FE00, U+2060 (they are in the rows below) hide no neighbours from each other
doc US1A1 ti[en]: Anti-IL­-6 semi­conductor at 10‍⁻³
doc JP2A ti[ja]: ﾎ︀ﾟリイミド樹‍脂
doc TH3A ti[th]: วิธีการ⁠ผลิตอุปกรณ์
query ti:IL-6
finds US1A1
query ti:semiconductor
finds US1A1
query ti:10^-3
finds US1A1
query ti:IL-­6
finds US1A1
query ti:ポリイミド樹脂
finds JP2A
query ti:การผลิต
finds TH3A

# name: cjk_blanks_inside_a_run
# description: blanks between CJK characters take no position and end no run, U+3000 too
doc TW1B ti[zh]: 鋰電池 正極材料
doc TW2B ti[zh]: 鋰電池　正極材料
doc TW3B ti[zh]: 鋰電池正極材料
doc TW4B ti[zh]: 鋰電池，正極材料
query ti:電池正極
finds TW1B TW2B TW3B
query ti:"電池 正極"
finds TW1B TW2B TW3B
query ti:"電池　正極"
finds TW1B TW2B TW3B

# name: cjk_blank_in_a_query_is_and
# description: without quotes a blank between CJK strings asks for both, anywhere in the field
doc TW1B ti[zh]: 正極用於電池
doc TW2B ti[zh]: 電池正極
doc TW3B ti[zh]: 電池負極
query ti:電池 ti:正極
finds TW1B TW2B
query ti:"電池 正極"
finds TW2B

# name: cjk_punctuation_ends_a_run
# description: sentence marks, commas and brackets end a run; a query with the sign asks for the end
doc TW1B ti[zh]: 電池。正極
doc TW2B ti[zh]: 電池、正極
doc TW3B ti[zh]: 電池（正極）
doc TW4B ti[zh]: 電池正極
query ti:池正
finds TW4B
query ti:電池
finds TW1B TW2B TW3B TW4B
query ti:"電池、正極"
finds TW1B TW2B TW3B

# name: cjk_hangul_blanks
# description: Hangul is one run across blanks, as its writers space it differently
doc KR1A ti[ko]: 리튬이온 이차전지
doc KR2A ti[ko]: 리튬이온이차전지
doc KR3A ti[ko]: 리튬 전지
query ti:리튬이온이차전지
finds KR1A KR2A
query ti:"리튬이온 이차전지"
finds KR1A KR2A
query ti:온이
finds KR1A KR2A
query ti:전지
finds KR1A KR2A KR3A

# name: cjk_hangul_particles
# description: a stem is found under its particle
doc KR1A ti[ko]: 반도체장치의 제조방법
query ti:반도체장치
finds KR1A
query ti:장치의제조
finds KR1A

# name: cjk_han_kana_hangul_in_one_run
# description: scripts of a run need no border
doc KR1A ti[ko]: 電池의 전극
doc JP2A ti[ja]: 電池の電極
query ti:池의
finds KR1A
query ti:池の電
finds JP2A

# name: cjk_mixed_word_before_run
# description: a border word is found whole, and by its last character
doc TW1B ti[zh]: 5G通信系統
doc TW2B ti[zh]: 4G通信系統
doc TW3B ti[zh]: 5G 通信系統
doc TW4B ti[zh]: 光通信系統
query ti:5G通信
finds TW1B TW3B
query ti:G通信
finds TW1B TW2B
query ti:G通
finds TW1B TW2B
query ti:通信系統
finds TW1B TW2B TW3B TW4B

# name: cjk_mixed_run_before_word
# description: at the other border, by the word's first character
doc TW1B ti[zh]: 電池BMS系統
doc TW2B ti[zh]: 電池B系統
doc TW3B ti[zh]: 電池 BMS
query ti:電池B
finds TW1B TW2B
query ti:池BMS
finds TW1B TW3B
query ti:電池BMS系統
finds TW1B
query ti:BMS
finds TW1B TW3B

# name: cjk_mixed_unbroken_string
# description: an unbroken mixed string is a phrase
doc CN1A ti[zh]: 基于5G通讯的pH值检测
doc CN2A ti[zh]: pH 值检测
doc JP3A ti[ja]: α線検出
doc JP4A ti[ja]: Ｊフェザー型
query ti:基于5G通讯
finds CN1A
query ti:pH值
finds CN1A CN2A
query ti:H值
finds CN1A
query ti:α線
finds JP3A
query ti:Jフェザー
finds JP4A

# name: cjk_word_search
# description: word: asks for a word that starts and ends where ICU cuts
doc JP1A ti[ja]: 東京都の装置
doc JP2A ti[ja]: 京都の装置
query ti:京都
finds JP1A JP2A
query ti:word:京都
finds JP2A

# name: cjk_natural_split
# description: ~ asks for the string's words, anywhere in the field
doc TW1B ti[zh]: 正極材料用於鋰離子電池
doc TW2B ti[zh]: 鋰離子電池正極材料
doc TW3B ti[zh]: 鋰離子電池
query ti:~鋰離子電池正極材料
finds TW1B TW2B
query ti:鋰離子電池正極材料
finds TW2B

# name: cjk_truncation_is_no_operation
# description: a CJK match is a substring already
doc TW1B ti[zh]: 電池材料
doc TW2B ti[zh]: 電極材料
query ti:電池*
finds TW1B
query ti:電*
finds TW1B TW2B

# name: cjk_values_do_not_join
# description: no phrase crosses values
doc TW1B ti[zh]: 鋰電池
doc TW1B ti[zh]: 正極材料
doc TW2B ti[zh]: 鋰電池正極材料
query ti:電池正極
finds TW2B
query ti:電池 ti:正極
finds TW1B TW2B

# name: cjk_full_width_latin
# description: full-width letters, digits and signs are the ASCII ones
doc JP1A ti[ja]: ＩＬ－６阻害剤
doc JP2A ti[ja]: IL-6阻害剤
doc JP3A ti[ja]: １，２－ジクロロエタン
doc JP4A ti[ja]: 特開２０１０－１２３４５６号
query ti:IL-6
finds JP1A JP2A
query ti:IL-6阻害
finds JP1A JP2A
query ti:1,2-ジクロロエタン
finds JP3A
query ti:2010-123456
finds JP4A

# name: special_tokens
# description: numbers, powers, percents, fractions and formulae are one token each
doc US1A1 ti[en]: A ratio of 3.5 at 10^-3 and 100% in 7/11 of Fe2O3
doc US2A1 ti[en]: A ratio of 3 and 5 at 10⁻³ and 100 % in 11/7
doc US3A1 ti[en]: A ratio of 10 and 3 at 100
query ti:3.5
finds US1A1
query ti:10^-3
finds US1A1 US2A1
query ti:100%
finds US1A1 US2A1
query ti:100
finds US3A1
query ti:7/11
finds US1A1
query ti:Fe2O3
finds US1A1

# name: special_tokens_with_hyphens
# description: IL-6 is one token wherever it stands; other hyphens separate words that stay findable
doc US1A1 ti[en]: Anti-IL-6 antibodies
doc US2A1 ti[en]: IL 6 antibodies
doc US3A1 ti[en]: Lithium-ion cells
doc US4A1 ti[en]: Lithium ion cells
doc US5A1 ti[en]: Use of 1,2-dichloroethane
query ti:IL-6
finds US1A1
query ti:"IL-6 antibodies"
finds US1A1
query ti:lithium-ion
finds US3A1 US4A1
query ti:"lithium ion"
finds US3A1 US4A1
query ti:ion
finds US3A1 US4A1
query ti:dichloroethane
finds US5A1
query ti:1,2-dichloroethane
finds US5A1

# name: special_tokens_units
# description: a unit is a token in every spelling
doc US1A1 ti[en]: A layer of 10um at 25℃
doc US2A1 ti[en]: A layer of 10 μm at 25 °C
doc JP3A ti[ja]: 厚さ１０㎛の層
doc US4A1 ti[en]: A layer of 10 mm
query ti:10um
finds US1A1 US2A1 JP3A
query ti:"10 μm"
finds US1A1 US2A1 JP3A
query ti:"25 °C"
finds US1A1 US2A1
query ti:10
finds US1A1 US2A1 JP3A US4A1

# name: latin_folding
# description: case, diacritics, strokes and ligatures fold on Latin, Greek and Cyrillic
doc DE1A1 ti[de]: Straße für Kühlmittel
doc FR2A1 ti[fr]: Procédé de dépôt
doc DK3A1 ti[da]: Sørensens Metode
doc RU4A ti[ru]: Новый способ
query ti:STRASSE
finds DE1A1
query ti:kuhlmittel
finds DE1A1
query ti:procede
finds FR2A1
query ti:Sorensens
finds DK3A1
query ti:новый
finds RU4A

# name: latin_elision
# description: an apostrophe separates, so that the noun is found
doc FR1A1 ti[fr]: Dispositif selon l'invention
query ti:invention
finds FR1A1
query ti:l'invention
finds FR1A1

# name: surface_truncation_and_stem
# description: surface words are indexed; truncation and ~ widen a query
doc US1A1 ti[en]: Coating a surface
doc US2A1 ti[en]: Coated surfaces
doc US3A1 ti[en]: A coat
query ti:coating
finds US1A1
query ti:coat*
finds US1A1 US2A1 US3A1
query ti:~coating
finds US1A1 US2A1 US3A1

# name: thai_words
# description: Thai is cut by ICU's dictionary into words
doc TH1A ti[th]: วิธีการผลิตอุปกรณ์
query ti:ผลิต
finds TH1A
query ti:การผลิต
finds TH1A
