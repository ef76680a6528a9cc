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
query coat near paper
error invalid_argument 5-9 near
query coat -paper
error invalid_argument 5-11 not
query *
error invalid_argument 0-1 *
query *coat
error invalid_argument 0-5 *
query co*t
error invalid_argument 0-4 *
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
error invalid_argument 4-13 scheme
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
