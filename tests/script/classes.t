# name: class_levels
# description: a colon finds the class and everything below it, an equals sign the class alone
doc US1A1 cpc: H01L 21/02
doc US2A1 cpc: H01L 21/00
doc US3A1 cpc: H01L 29/06
doc US4A1 cpc: H01L
doc US5A1 cpc: H01
doc US6A1 cpc: H
doc US7A1 cpc: H01M 4/02
doc US8A1 ic: H01L 21/02
query cpc:H
finds US1A1 US2A1 US3A1 US4A1 US5A1 US6A1 US7A1
query cpc:H01
finds US1A1 US2A1 US3A1 US4A1 US5A1 US7A1
query cpc:H01L
finds US1A1 US2A1 US3A1 US4A1
query cpc:H01L21
finds US1A1 US2A1
query cpc:H01L21/00
finds US1A1 US2A1
query cpc=H01L21
finds US2A1
query cpc=H01L21/02
finds US1A1
query ic:H01L
finds US8A1

# name: class_alone_above_groups
# description: also a section, a class or a subclass can be asked for without what lies below
doc US1A1 cpc: H01L 21/02
doc US4A1 cpc: H01L
doc US5A1 cpc: H01
doc US6A1 cpc: H
query cpc=H01L
finds US4A1
query cpc=H01
finds US5A1
query cpc=H
finds US6A1
query not cpc=H01L
finds US1A1 US5A1 US6A1

# name: class_group_without_its_zeros
# description: a main group that a record writes without /00 is the symbol x/00
doc US1A1 cpc: B29K2105
doc US2A1 cpc: B29K 2105/00
doc US3A1 cpc: B29K 2105/02
query cpc=B29K2105/00
finds US1A1 US2A1
query cpc:B29K2105
finds US1A1 US2A1 US3A1
query *:*
facet cpc: B29K2105000000=2/2; B29K2105020000=1/1
