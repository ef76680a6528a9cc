# name: counts_as_fields
# description: equal, ranges, relations; a count that is not given matches nothing
doc US1A1 claims: 20
doc US1A1 in: Fang
doc US1A1 in: Li
doc US2A1 cl[en]: a coat
doc US2A1 cl[en]: a jacket
doc US2A1 cl[de]: ein Mantel
doc US2A1 ct: a book
doc US3A1 claims: 0
doc US3A1 cl[en]: no claim is counted by its text where the office counts
doc US4A1 ti[en]: nothing
doc US5A1 claims: not a number
query claims:20
finds US1A1
query claims>=2
finds US1A1 US2A1
query claims=0
finds US3A1
query claims:..2
finds US2A1 US3A1
query claims:1..19
finds US2A1
query claims<21 claims>2
finds US1A1
query not claims:0..
finds US4A1 US5A1
query inventors>1
finds US1A1
query citations=1 or inventors=2
finds US1A1 US2A1
query citations=0
finds
query all(claims,inventors)>1
finds US1A1
query claim:jacket
finds US2A1

# name: counts_of_family_sizes
# description: all live members count, wherever they lie, also those that the query does not find
doc US1A1 ti[en]: coat
doc US1A1 family: docdb:1
doc EP2A1 ti[en]: paper
doc EP2A1 family: docdb:1
doc US3A1 ti[en]: coat
doc US3A1 family: docdb:2
doc JP4A family: docdb:1
query family_size:3
finds EP2A1 JP4A US1A1
query coat family_size>2
finds US1A1
counts 1 1
query family_size<=2
finds US3A1
query family_size=0
finds
query family_size>=1
finds EP2A1 JP4A US1A1 US3A1
query not family_size:1..1
finds EP2A1 JP4A US1A1

# name: presence
# description: a value of the field that is not empty
doc US1A1 ab[en]: coat
doc US1A1 pd: 2015
doc US1A1 cpc: H01L21/02
doc US2A1 ab[en]: --
doc US2A1 pr: US100 2014
doc US3A1 ti[en]: coat
doc US3A1 an: US300
doc US3A1 claims: 0
doc US3A1 pa: Acme
query has:ab
finds US1A1 US2A1
query has:(cpc or an)
finds US1A1 US3A1
query not has:pr
finds US1A1 US3A1
query has:pd
finds US1A1
query has:prd
finds US2A1
query has:claims
finds US3A1
query has:applicant
finds US3A1
query has:pn
finds US1A1 US2A1 US3A1
query 2 of (has:ab, has:pd, has:ti)
finds US1A1
