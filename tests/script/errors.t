# name: errors_of_structure
# description: what is missing is named, with its place
doc US1A1 ti[en]: coat
query coat and
error parse 5-8 and
query and coat
error parse 0-3 and
query coat or or paper
error parse 5-7 or
query not
error parse 0-3 not
query (coat or paper
error parse 0-1 not closed
query coat)
error parse 4-5 closes nothing
query "coated paper
error parse 0-13 quote
query ()
error parse 0-2 nothing stands
query ti:
error parse 0-3 ti
query coat near/0 paper
error invalid_argument 5-11 near
query coat same paper
error invalid_argument 5-9 same sentence
query coat near cpc:H01L
error invalid_argument 14-18 no place
query coat -paper
error invalid_argument 5-11 not
query *
error invalid_argument 0-1 *
query co*.t
error invalid_argument 0-5 *
query coat & paper
error invalid_argument 5-6 and
query @TI coat
error invalid_argument 0-3 field
query 2010..2015
error invalid_argument 0-10 date

# name: errors_of_fields_and_values
# description: an unknown field or value is an error with the nearest spelling, never zero hits
doc US1A1 ti[en]: coat
query tii:coat
error invalid_argument 0-4 'ti'
query abstrct:coat
error invalid_argument 0-8 abstract
query pd:2015-02-30
error invalid_argument 3-13 2015-02
query pd:2015..2012
error invalid_argument 3-13 2012
query pd:yesterday
error invalid_argument 3-12 date
query cc:XQ
error invalid_argument 3-5 XQ
query lang:english
error invalid_argument 5-12 en
query cpc:H01L21/02
error invalid_argument 4-13 patlas scheme
query cpc:(coat)
error invalid_argument 5-9 class
query cpc(frist):H01L
error invalid_argument 0-11 first
query cpc(inv,add):H01L
error invalid_argument 0-13 both
query ti(first):coat
error invalid_argument 0-10 class
query cpc<H01L
error invalid_argument 4-8 below
query cpc>=H01L21/02
error invalid_argument 5-14 patlas scheme
query tech:8
error invalid_argument 5-6 patlas scheme
query cpc:H01M..H01L
error invalid_argument 4-14 backwards
query cpc:ZZZ
error invalid_argument 4-7 class
query pn:coat
error invalid_argument 3-7 number
query pn:(EP1000000 EP1000001)
error invalid_argument 14-23 or
query pn:US76*
error invalid_argument 3-8 whole
query ti>coat
error invalid_argument 3-7 ti
query ti,pd:2015
error invalid_argument 0-6 join
query "--"
error parse 0-4 empty
query word:coat*
error invalid_argument 5-10 word
query ~word:coat
error parse 1-6 '~'

# name: errors_of_other_habits
# description: what other systems and keyboards write is read, or refused with what to write instead
doc US1A1 ti[zh-Hant]: 電池
doc US1A1 pd: 2015-03-01
query pd≥2015
finds US1A1
query pd ≦ 2014
finds
query 〜電池
finds US1A1
query pd!=2015
error parse 0-4 not pd:2015
query ti/ab:coat
error parse 0-6 ti,ab:coat
query 'ti':coat
error parse 0-5 ti:coat
query ti, ab:coat
error parse 0-7 write ti,ab:
query ,ab:coat
error parse 0-4 no field
query coat w/3 paper
error invalid_argument 5-8 near/3
query coat｜paper
error invalid_argument 0-12 or
query －coat
error invalid_argument 0-7 write not coat,

# name: errors_of_lists_of_values
# description: several values without `or` are never read as one value that nothing has
doc US1A1 ti[en]: coat
query cc:EP,WO
error invalid_argument 3-8 cc:(EP or WO)
query cc:EP, WO
error invalid_argument 3-6 cc:(A or B)
query cpc:H01L;G06F
error invalid_argument 4-13 cpc:(H01L or G06F)
query cpc:H01L 21
error invalid_argument 4-11 "H01L 21"
query lang:en,de
error invalid_argument 5-10 lang:(en or de)
query pn:US7650331;EP1000000
error invalid_argument 3-22 pn:(US7650331 or EP1000000)
query pn:"US7650331, EP1000000"
error invalid_argument 3-25 pn:(US7650331 or EP1000000)
query pn:US7650331, EP1000000
error invalid_argument 3-13 pn:(A or B)
query pn:ZL200810123456.7
error invalid_argument 3-19 an:"ZL200810123456.7"
query pn:US76SO331
error invalid_argument 3-12 US7650331
query pd:2015-2018
error invalid_argument 3-12 2015..2018

# name: errors_of_languages
# description: an index knows languages by their two letters alone
doc US1A1 ti[zh-Hant]: 電池
query lang:zh
finds US1A1
query lang:zh-Hant
error invalid_argument 5-12 did you mean zh?
query lang:jp
error invalid_argument 5-7 did you mean ja?
query lang:deu
error invalid_argument 5-8 did you mean de?
query lang:Japanese
error invalid_argument 5-13 did you mean ja?
query lang:sh
finds
