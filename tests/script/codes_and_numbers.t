# name: code_fields
# description: office, kind and language are exact in any case; kinds may be truncated
doc US1B1 ti[en]: a
doc US2B2 ti[de]: a
doc EP3A1 ti[en]: a
doc EP3A1 ab[fr]: a
doc TW4B ti[zh-Hant]: 甲
query cc:US
finds US1B1 US2B2
query cc:us
finds US1B1 US2B2
query country:(US or TW)
finds US1B1 US2B2 TW4B
query kind:B1
finds US1B1
query kind:b*
finds US1B1 US2B2 TW4B
query kind:B
finds TW4B
query lang:en
finds US1B1 EP3A1
query lang:FR
finds EP3A1
query lang:zh
finds TW4B
query not cc:US
finds EP3A1 TW4B

# name: publication_numbers
# description: a number in any written form finds its document; without a kind every kind
doc US7650331B2 ti[en]: MapReduce
doc EP1000000A1 ti[en]: a
doc EP1000000B1 ti[en]: a
doc TWI452476B ti[zh]: 乙
query pn:US7650331B2
finds US7650331B2
query pn:"US 7,650,331 B2"
finds US7650331B2
query pn:US 7,650,331 B2
finds US7650331B2
query pn:US7650331
finds US7650331B2
query pn:US7650331B1
finds
query pn:EP1000000
finds EP1000000A1 EP1000000B1
query pn:US7650331B
finds US7650331B2
query pn:EP-A-1000000
finds EP1000000A1
query pn:"EP 1 000 000 A1"
finds EP1000000A1
query pn:(US7650331 or EP1000000)
finds US7650331B2 EP1000000A1 EP1000000B1
query an:EP1000000
finds
query US7650331B2
finds
query not pn:EP1000000
finds US7650331B2 TWI452476B

# name: application_and_priority_numbers
# description: an and pr have a space of their own
doc US1A1 an: EP99203729
doc US2A1 pr: EP99203729 1999-11-10
doc US3A1 an: US8659908
query an:EP99203729
finds US1A1
query pr:EP99203729
finds US2A1
query priority:"EP 99203729"
finds US2A1
query pn:EP99203729
finds

# name: parties
# description: names are text in every script given; no phrase joins two names
doc TW1B pa: 鴻海精密工業股份有限公司 | HON HAI PRECISION IND CO LTD
doc TW1B in: 方 | FANG, Howard
doc US2A1 pa: Hon Hai
doc US2A1 pa: Precision Castparts
doc US2A1 ag: Smith & Partner
doc US3A1 in: Smith, John
query pa:"hon hai"
finds TW1B US2A1
query pa:"hai precision"
finds TW1B
query pa:鴻海
finds TW1B
query applicant:精密工業
finds TW1B
query in:fang
finds TW1B
query in:smith
finds US3A1
query ag:smith
finds US2A1
query pa,in:smith
finds US3A1
query smith
finds
