# name: counts_of_families
# description: families are counted once, also when their documents lie in several segments
doc US1A1 ti[en]: coat
doc US1A1 family: docdb:1
doc EP2A1 ti[en]: coat
doc EP2A1 family: docdb:1
doc US3A1 ti[en]: coat
doc US3A1 family: docdb:2
doc US4A1 ti[en]: paper
doc US4A1 family: docdb:2
query coat
counts 3 2
query paper
counts 1 1
query *:*
counts 4 2
query nothing
counts 0 0

# name: families_by_rule
# description: without an id, the sorted priorities make the family; without those the own application
doc US1A1 an: US500
doc EP2A1 pr: US500
doc JP3A pr: US500
doc JP3A pr: US501
doc DE4A1 pr: US501
doc DE4A1 pr: US500
query *:*
counts 4 2
query cc:(US or EP)
counts 2 1
query cc:(JP or DE)
counts 2 1

# name: applications_and_extended_families
# description: a number is one application whatever its kind, but a utility model's; families are extended by all that share a number
doc US1A1 an: US500
doc US1A1 family: docdb:1
doc US2B2 an: US500
doc US2B2 family: docdb:1
doc EP3A1 an: EP600
doc EP3A1 pr: US500
doc EP3A1 family: docdb:2
doc DE4A1 an: DE700
doc DE4A1 pr: EP600
doc DE4A1 family: docdb:3
doc DE5A1 family: docdb:3
doc JP6A family: docdb:4
doc JP7A family: docdb:5
query *:*
counts 7 5
groups 6 3
query cc:US
groups 1 1
query cc:(US or DE)
counts 4 2
groups 3 1
query cc:JP
groups 2 2
query cc:TW
groups 0 0

# name: facets_of_codes_and_years
# description: most documents first, then by value; a document without a value counts for none
doc US1A1 pd: 2015-03-01
doc US1A1 ti[en]: coat
doc US1A1 family: docdb:1
doc US2B2 pd: 2016
doc US2B2 ti[en]: coat
doc US2B2 ab[de]: Mantel
doc US2B2 family: docdb:1
doc EP3A1 ti[de]: coat
doc EP3A1 ad: 2014-01-01
doc EP3A1 family: docdb:2
doc JP4A ti[ja]: 上着
query coat
facet office: US=2/1; EP=1/1
facet year: 2015=1/1; 2016=1/1
facet year.ad: 2014=1/1
facet year.prd: 2014=1/1
facet kind: A1=2/2; B2=1/1
facet lang: de=2/2; en=2/1
query nothing
facet office:
query *:*
facet office: US=2/1; EP=1/1; JP=1/1

# name: facets_of_names
# description: spellings are joined by rule, Latin forms over scripts; a value counts once a document
doc TW1B pa: 鴻海精密工業股份有限公司 | HON HAI PRECISION IND CO LTD
doc US2A1 pa: Hon Hai Precision Ind. Co., Ltd. [TW]
doc US2A1 pa: HON HAI PRECISION IND CO LTD
doc US3A1 pa: Acme Inc.
doc US3A1 in: FANG, Howard L.
query *:*
facet pa: HON HAI PRECISION IND=2/2; ACME=1/1
facet in: FANG HOWARD L=1/1

# name: facets_of_classes
# description: a document counts once at each level, a symbol above the level for none below
doc US1A1 cpc: H01L 21/02
doc US1A1 cpc: H01L 21/027
doc US1A1 cpc: H01L 29/06
doc US2A1 cpc: H01L 21/00
doc US2A1 cpc: G06F 17/30
doc US3A1 cpc: H01L
doc US3A1 ic: A01B 1/02
query *:*
facet cpc1: H=3/3; G=1/1
facet cpc3: H01=3/3; G06=1/1
facet cpc4: H01L=3/3; G06F=1/1
facet cpcg: H01L0021=2/2; G06F0017=1/1; H01L0029=1/1
facet cpc: G06F0017300000=1/1; H01L=1/1; H01L0021000000=1/1; H01L0021020000=1/1; H01L0021027000=1/1; H01L0029060000=1/1
facet ipc1: A=1/1
facet ipc3: A01=1/1
facet ipc4: A01B=1/1
facet ipcg: A01B0001=1/1
facet ipc: A01B0001020000=1/1

# name: cross_tab
# description: cells by row, then column; a document counts in each cell that its values span
doc US1A1 pd: 2015
doc US1A1 cpc: H01L 21/02
doc US1A1 cpc: G06F 17/30
doc US1A1 family: docdb:1
doc EP2A1 pd: 2015-06-01
doc EP2A1 cpc: H01L 21/02
doc EP2A1 family: docdb:1
doc EP3A1 pd: 2016
doc JP4A cpc: H01L 21/02
query *:*
cross year,office: 2015,EP=1/1; 2015,US=1/1; 2016,EP=1/1
cross cpc4,year: G06F,2015=1/1; H01L,2015=2/1
cross office,office: EP,EP=2/2; JP,JP=1/1; US,US=1/1
query cc:JP
cross year,office:

# name: sort_orders
# description: newest first by default; documents without the date last either way; ties by key
doc US1A1 pd: 2015-03-01
doc US2A1 pd: 2016-03-01
doc EP3A1 pd: 2015-03-01
doc JP4A ti[ja]: 上着
doc JP4A ad: 2010-01-01
doc CN5A pd: 2015-03
doc CN6A pd: 2015
query *:*
sorts -pd: US2A1 EP3A1 US1A1 CN5A CN6A JP4A
sorts pd: CN6A CN5A EP3A1 US1A1 US2A1 JP4A
sorts ad: JP4A CN5A CN6A EP3A1 US1A1 US2A1
sorts -ad: JP4A CN5A CN6A EP3A1 US1A1 US2A1
sorts -prd: JP4A CN5A CN6A EP3A1 US1A1 US2A1
sorts score: CN5A CN6A EP3A1 JP4A US1A1 US2A1

# name: pages_of_hits
# description: any page of any size; behind the end there is nothing
doc US1A1 pd: 2011
doc US2A1 pd: 2012
doc US3A1 pd: 2013
doc US4A1 pd: 2014
doc US5A1 pd: 2015
query *:*
page -pd 0 2: US5A1 US4A1
page -pd 2 2: US3A1 US2A1
page -pd 4 2: US1A1
page -pd 5 2:
page -pd 1000 10:
page pd 1 1: US2A1
page pd 0 0:
counts 5 5

# name: ranking
# description: rarer words, more of them and shorter texts come first; clauses under a not score nothing
doc US1A1 ti[en]: coat
doc US2A1 ti[en]: coat coat coat
doc US3A1 ti[en]: coat of a very long title that goes on and on
doc US4A1 ti[en]: paper coat
doc US5A1 ti[en]: rotor
doc US6A1 ti[en]: paper
doc US7A1 ti[en]: rotor paper
query ti:coat
sorts score: US2A1 US1A1 US4A1 US3A1
query ti:(coat or rotor)
sorts score: US5A1 US7A1 US2A1 US1A1 US4A1 US3A1
query not ti:coat
sorts score: US5A1 US6A1 US7A1
