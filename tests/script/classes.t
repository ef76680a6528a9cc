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

# name: class_subtree_by_the_scheme
# description: what lies below a subgroup is the scheme's affair, and so is what another main group has there
scheme cpc: .H
scheme cpc: ..H01
scheme cpc: ...H01L
scheme cpc: ....H01L21/00
scheme cpc: .....H01L21/02
scheme cpc: ......H01L21/027
scheme cpc: ......H01L2021/60007
scheme cpc: .....H01L21/04
scheme cpc: ....H01L23/00
doc US1A1 cpc: H01L 21/02
doc US2A1 cpc: H01L 21/027
doc US3A1 cpc: H01L 2021/60007
doc US4A1 cpc: H01L 21/04
doc US5A1 cpc: H01L 21/03
doc US6A1 cpc: H01L 23/00
doc US7A1 cpc: H01L 21/00
doc US8A1 cpc: H01L 2021/999
query cpc:H01L21/02
finds US1A1 US2A1 US3A1
query cpc:H01L21
finds US1A1 US2A1 US3A1 US4A1 US5A1 US7A1
query cpc=H01L21/02
finds US1A1
query cpc:H01L21/03
finds US5A1
query cpc:H01L2021
finds US3A1 US8A1
query cpc:H01L
finds US1A1 US2A1 US3A1 US4A1 US5A1 US6A1 US7A1 US8A1
query not cpc:H01L21/02
finds US4A1 US5A1 US6A1 US7A1 US8A1
query *:*
facet cpc@group: H01L0021000000=6/6; H01L0023000000=1/1; H01L2021000000=1/1
facet cpc@subclass: H01L=8/8
facet cpcg: H01L0021=5/5; H01L2021=2/2; H01L0023=1/1
query cpc:H01L21/02 or cpc:H01L23
facet cpc@group: H01L0021000000=3/3; H01L0023000000=1/1

# name: class_ranges_and_what_is_above
# description: a range goes in the scheme's order; a symbol that the scheme lacks stands behind the last that is smaller
scheme cpc: .A
scheme cpc: ..A61
scheme cpc: ...A61K
scheme cpc: ....A61K38/00
scheme cpc: ....A61K39/00
scheme cpc: .....A61K39/02
scheme cpc: ......A61K39/40
scheme cpc: .....A61K39/12
scheme cpc: .....A61K39/385
scheme cpc: ....A61K40/00
doc US1A1 cpc: A61K 39/00
doc US2A1 cpc: A61K 39/40
doc US3A1 cpc: A61K 39/12
doc US4A1 cpc: A61K 39/05
doc US5A1 cpc: A61K 39/385
doc US6A1 cpc: A61K 38/00
doc US7A1 cpc: A61K 40/00
doc US8A1 cpc: A61K
query cpc:A61K39/02..39/12
finds US2A1 US3A1 US4A1
query cpc:A61K39/00..39/02
finds US1A1 US2A1
query cpc:A61K39/00..39/00
finds US1A1 US2A1 US3A1 US4A1 US5A1
query cpc:A61K38..39
finds US1A1 US2A1 US3A1 US4A1 US5A1 US6A1
query cpc:A61K39/05..39/12
finds US3A1 US4A1
query cpc:A61K39/02..A61K39/40
finds US2A1
query cpc>=A61K39/40
finds US1A1 US2A1 US8A1
query cpc>A61K39/40
finds US1A1 US8A1
query cpc>A61K39
finds US8A1
query cpc:A61K39/12..39/02
error invalid_argument 4-20 backwards

# name: class_qualifiers_hold_of_one_symbol
# description: first, inventive and an office's are asked of the very symbol that is below the class
doc US1A1 cpc: H01L 21/02 | first inv EP
doc US2A1 cpc: H01L 21/02 | inv US
doc US2A1 cpc: G06F 17/30 | first inv EP
doc US3A1 cpc: H01L 21/04 | first US
doc US4A1 cpc: H01L | first inv
doc US5A1 ic: H01L 21/02 | first inv
query cpc(first):H01L
finds US1A1 US3A1 US4A1
query cpc(inv):H01L21
finds US1A1 US2A1
query cpc(add):H01L
finds US3A1
query cpc(first,inv,EP):H01L21
finds US1A1
query cpc(EP):H01L
finds US1A1
query cpc(us):H
finds US2A1 US3A1
query cpc(first)=H01L
finds US4A1
query cpc(first)=H01L21/02
finds US1A1
query ic,cpc(first,inv):H01L21
finds US1A1 US5A1
query cpc(first):(H01L21 or G06F)
finds US1A1 US2A1 US3A1
query not cpc(first):H01L
finds US2A1 US5A1

# name: class_of_any_classification
# description: class: is every classification that has such symbols
doc US1A1 cpc: H01L 21/02
doc US2A1 ic: H01L 29/06
doc US3A1 fi: H01L 21/02,101@B
doc US4A1 uspc: 604/385.101
doc US5A1 fterm: 2C001 AA01
doc US6A1 locarno: 10-07
query class:H01L
finds US1A1 US2A1 US3A1
query class=H01L21/02
finds US1A1
query class:604
finds US4A1
query uspc:604/385.101
finds US4A1
query class:2C001AA
finds US5A1
query ft:2C001
finds US5A1
query class:10-07
finds US6A1
query fi:H01L21/02
finds US3A1
query fi:"H01L21/02,101"
finds US3A1
query fi="H01L21/02,101@B"
finds US3A1

# name: fields_of_technology
# description: by number or name; the longest beginning of an IPC symbol decides, and a sector is its fields
scheme tech: .A Tools
scheme tech: ..10 Scales <- G01N
scheme tech: ..11 Blood <- G01N0033
scheme tech: .B Lightning
scheme tech: ..08 Small cages <- H01L
doc US1A1 ic: G01N 27/00
doc US2A1 ic: G01N 33/48
doc US3A1 ic: H01L 21/02
doc US4A1 cpc: H01L 21/02
doc US5A1 ic: G01N
doc US6A1 ic: G01N 33/48
doc US6A1 ic: G01N 1/00
query tech:10
finds US1A1 US5A1 US6A1
query tech:11
finds US2A1 US6A1
query tech:tools
finds US1A1 US2A1 US5A1 US6A1
query tech:"small  Cages"
finds US3A1
query tech:8
finds US3A1
query tech:12
error invalid_argument 5-7 no field
query tech:blod
error invalid_argument 5-9 blood

# name: class_that_no_rule_reads
# description: what an office wrote in place of a class is found as it stands, in quotes, and is in no class
doc US1A1 cpc: see  H01L
doc US2A1 cpc: H01L 21/02
query cpc="see H01L"
finds US1A1
query cpc:H
finds US2A1
query cpc:"see H01L"
error invalid_argument 4-14 class
