# name: near_and_adj
# description: near in either order, adj in this one; words side by side have the distance 1
doc US1A1 ti[en]: coated paper
doc US2A1 ti[en]: paper coated
doc US3A1 ti[en]: coated white paper
doc US4A1 ti[en]: coated with a white paper
doc US5A1 ti[en]: paper
doc US6A1 ab[en]: coated paper
query ti:(coated adj paper)
finds US1A1
query ti:(coated near/1 paper)
finds US1A1 US2A1
query ti:(coated near/2 paper)
finds US1A1 US2A1 US3A1
query ti:(coated near3 paper)
finds US1A1 US2A1 US3A1
query ti:(coated NEAR paper)
finds US1A1 US2A1 US3A1 US4A1
query ti:(coated near/2..4 paper)
finds US3A1 US4A1
query ti:(coated adj/2..3 paper)
finds US3A1
query ti:(coated [-1,0] paper)
finds US2A1
query ti:(coated near/[-1,2] paper)
finds US1A1 US2A1 US3A1
query coated adj paper
finds US1A1 US6A1
query not (coated near/2 paper)
finds US4A1 US5A1
query paper not near/2 coated
finds US4A1 US5A1

# name: near_never_itself
# description: a word is not near itself, and a part of a phrase not near the phrase
doc US1A1 ti[en]: paper
doc US2A1 ti[en]: paper on paper
doc US3A1 ti[en]: coated paper machine
query paper near paper
finds US2A1
query "coated paper machine" near paper
finds
query ~papers near/9 paper
finds US2A1

# name: near_within_one_value
# description: the last word of a claim is not near the first of the next
doc US1A1 cl[en]: a lithium
doc US1A1 cl[en]: ion cell
doc US2A1 cl[en]: a lithium ion cell
query cl:(lithium near/9 ion)
finds US2A1
query cl:(lithium near/9s ion)
finds US2A1
query cl:(lithium not near/9 ion)
finds US1A1

# name: same_unit
# description: sentences, paragraphs, claims and entries
doc US1A1 ab[en]: A rotor turns. The stator stands.
doc US2A1 ab[en]: A rotor turns in the stator. It is new.
doc US3A1 ab[en]: A rotor turns.\nThe stator stands.
doc US4A1 cl[en]: A rotor.
doc US4A1 cl[en]: A stator.
doc US5A1 cl[en]: A rotor. And a stator.
doc US6A1 pa: Hon Rotor | Hai Stator
doc US7A1 pa: Rotor Stator Ltd
query rotor same sentence stator
finds US2A1
query rotor same paragraph stator
finds US1A1 US2A1 US5A1
query rotor same entry stator
finds US1A1 US2A1 US3A1 US5A1
query rotor same claim stator
finds US5A1
query pa:(rotor same entry stator)
finds US7A1
query rotor near/1s stator
finds US1A1 US2A1 US3A1 US5A1
query rotor not same sentence stator
finds US1A1 US3A1 US4A1 US5A1

# name: near_of_conditions
# description: and, or, not inside say what stands around one place of the other side
doc US1A1 ti[en]: anode x x cathode
doc US2A1 ti[en]: anode x x x x x x x x cell
doc US3A1 ti[en]: cathode anode cell
doc US4A1 ti[en]: anode cathode x x x x x x x x anode cell
query anode near/3 (cathode and cell)
finds US3A1
query anode near/3 (cathode or cell)
finds US1A1 US3A1 US4A1
query anode near/3 (cathode and not cell)
finds US1A1 US4A1
query anode not near/3 cathode
finds US2A1 US4A1
query (cathode and cell) near/3 anode
finds US3A1
query (anode and cathode) same entry (cell and not rotor)
finds US3A1 US4A1
query anode near/3 (2 of (cathode, cell, rotor))
finds US3A1

# name: near_chains
# description: a chain goes from left to right over the stretch that is covered so far
doc US1A1 ti[en]: a b c
doc US2A1 ti[en]: a c b
doc US3A1 ti[en]: c a x b
doc US4A1 ti[en]: a b x x x b c
query a adj b adj c
finds US1A1
query a adj/2 b adj/2 c
finds US1A1
query a near/2 b near/1 c
finds US1A1 US2A1 US3A1
query (a adj/5 b) adj c
finds US1A1 US4A1
query a adj/5 (b adj c)
finds US1A1 US4A1

# name: near_cjk
# description: in CJK text a character is one, with w a word is
doc US1A1 ti[zh]: 電池的正極材料
doc US2A1 ti[zh]: 5G通訊
query 電池 adj/2 正極
finds US1A1
query 電池 adj/1 正極
finds
query 電 adj 池
finds US1A1
query 電池 near/2w 材料
finds
query 電池 near/3w 材料
finds US1A1
query 5G adj/2 訊
finds US2A1
