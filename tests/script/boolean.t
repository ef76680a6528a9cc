# name: boolean_precedence
# description: not binds tighter than and, and tighter than or
doc US1A1 ti[en]: coat
doc US2A1 ti[en]: jacket
doc US3A1 ti[en]: jacket paper
doc US4A1 ti[en]: coat paper
doc US5A1 ti[en]: rotor
query coat or jacket and not paper
finds US1A1 US2A1 US4A1
query (coat or jacket) and not paper
finds US1A1 US2A1
query not coat and jacket
finds US2A1 US3A1
query not (coat and jacket)
finds US1A1 US2A1 US3A1 US4A1 US5A1
query not coat or jacket
finds US2A1 US3A1 US5A1
query coat or jacket or rotor
finds US1A1 US2A1 US3A1 US4A1 US5A1

# name: boolean_operators_in_any_case
# description: AND, Or and nOT are operators; in quotes they are words
doc US1A1 ti[en]: coat and paper
doc US2A1 ti[en]: coat paper
doc US3A1 ti[en]: coat
query coat AND paper
finds US1A1 US2A1
query coat aNd nOT paper
finds US3A1
query coat "and" paper
finds US1A1
query "coat and paper"
finds US1A1
query "AND"
finds US1A1

# name: boolean_juxtaposition
# description: clauses side by side mean and, and bind like it
doc US1A1 ti[en]: coat paper
doc US2A1 ti[en]: coat
doc US3A1 ti[en]: paper rotor
query coat paper
finds US1A1
query coat paper or rotor
finds US1A1 US3A1
query rotor or coat paper
finds US1A1 US3A1
query coat not paper
finds US2A1
query (coat)(paper)
finds US1A1

# name: boolean_not_alone
# description: a bare not is relative to all live documents, also those without the field
doc US1A1 ti[en]: coat
doc US2A1 ab[en]: coat
doc US3A1 pd: 2015
query not ti:coat
finds US2A1 US3A1
query not coat
finds US3A1
query not not coat
finds US1A1 US2A1
query not *:*
finds
query *:*
finds US1A1 US2A1 US3A1
query *:* not ab:coat
finds US1A1 US3A1
query coat or not coat
finds US1A1 US2A1 US3A1
query coat and not coat
finds

# name: boolean_default_fields
# description: a clause without a field asks title, abstract, claims and description, one of which holds all of it
doc US1A1 ti[en]: coat
doc US2A1 ab[en]: coat
doc US3A1 cl[en]: coat
doc US4A1 de[en]: coat
doc US5A1 pa: Coat Ltd
doc US6A1 ti[en]: coated
doc US6A1 ab[en]: paper
query coat
finds US1A1 US2A1 US3A1 US4A1
query "coated paper"
finds
query coated paper
finds US6A1

# name: boolean_fields_reach
# description: a field reaches the next clause only, and into parentheses until another takes over
doc US1A1 ti[en]: coat
doc US1A1 ab[en]: paper
doc US2A1 ti[en]: coat paper
doc US3A1 ti[en]: paper
doc US3A1 ab[en]: coat
query ti:coat paper
finds US1A1 US2A1
query ti:(coat paper)
finds US2A1
query ti:(coat or ab:coat)
finds US1A1 US2A1 US3A1
query ab:(paper or ti:(coat and paper))
finds US1A1 US2A1
query TI:coat
finds US1A1 US2A1
query title : coat
finds US1A1 US2A1
query ti,ab:coat
finds US1A1 US2A1 US3A1
query ti,ab:"coat paper"
finds US2A1

# name: boolean_many_clauses
# description: twenty alternatives and their complement
doc US1A1 ti[en]: a1
doc US2A1 ti[en]: a7
doc US3A1 ti[en]: a20
doc US4A1 ti[en]: a21
query a1 or a2 or a3 or a4 or a5 or a6 or a7 or a8 or a9 or a10 or a11 or a12 or a13 or a14 or a15 or a16 or a17 or a18 or a19 or a20
finds US1A1 US2A1 US3A1
query not (a1 or a2 or a3 or a4 or a5 or a6 or a7 or a8 or a9 or a10 or a11 or a12 or a13 or a14 or a15 or a16 or a17 or a18 or a19 or a20)
finds US4A1
query not a1 not a7 not a20
finds US4A1

# name: boolean_xor
# description: one of two and not both; of three an odd number; looser than and, tighter than or
doc US1A1 ti[en]: coat
doc US2A1 ti[en]: coat jacket
doc US3A1 ti[en]: coat jacket paper
doc US4A1 ti[en]: paper
doc US5A1 ti[en]: rotor
query coat xor jacket
finds US1A1
query coat xor jacket xor paper
finds US1A1 US3A1 US4A1
query coat xor jacket paper
finds US1A1 US2A1
query rotor or coat xor jacket
finds US1A1 US5A1
query not (coat xor jacket)
finds US2A1 US3A1 US4A1 US5A1
query coat xor not jacket
finds US2A1 US3A1 US4A1 US5A1
query coat xor coat
finds
query paper and (coat xor jacket)
finds
query *:* xor coat
finds US4A1 US5A1

# name: boolean_lists
# description: at least m, from m to n of the clauses; a clause that is there twice counts twice
doc US1A1 ti[en]: coat
doc US2A1 ti[en]: coat jacket
doc US3A1 ti[en]: coat jacket paper
doc US4A1 ti[en]: paper
doc US5A1 ti[en]: rotor
query 2 of (coat, jacket, paper)
finds US2A1 US3A1
query 1 of (coat, jacket, paper)
finds US1A1 US2A1 US3A1 US4A1
query 3 of (coat, jacket, paper)
finds US3A1
query 1..1 of (coat, jacket, paper)
finds US1A1 US4A1
query 2..2 of (coat, jacket, paper)
finds US2A1
query ..1 of (coat, jacket, paper)
finds US1A1 US4A1 US5A1
query not 2 of (coat, jacket, paper)
finds US1A1 US4A1 US5A1
query 2 of (coat, coat, paper)
finds US1A1 US2A1 US3A1
query 2 of (paper, not coat, jacket)
finds US3A1 US4A1
query 2 of (coat or rotor, coat jacket, not *:*)
finds US2A1 US3A1
query 2 of (coat, 2 of (coat, jacket, paper), paper)
finds US2A1 US3A1
query rotor or 2..2 of (coat, jacket, paper) not paper
finds US2A1 US5A1
query ti:2 of (coat, jacket, paper)
finds US2A1 US3A1
query 3 of (coat, jacket)
error invalid_argument 0-19 there are no 3 in a list of 2
query 2 of (coat,jacket)
error parse 10-11 put a blank behind it

# name: boolean_lists_of_many_clauses
# description: forty clauses, most of which no document has
doc US1A1 ti[en]: w1 w2 w3
doc US2A1 ti[en]: w2 w3 w4 w5
doc US3A1 ti[en]: w40
query 3 of (w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, w19, w20, w21, w22, w23, w24, w25, w26, w27, w28, w29, w30, w31, w32, w33, w34, w35, w36, w37, w38, w39, w40)
finds US1A1 US2A1
query 4 of (w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, w19, w20, w21, w22, w23, w24, w25, w26, w27, w28, w29, w30, w31, w32, w33, w34, w35, w36, w37, w38, w39, w40)
finds US2A1
query w1 xor w2 xor w3 xor w4 xor w5 xor w40
finds US1A1 US3A1

# name: boolean_conditions_over_fields
# description: the whole clause in any, in all, in exactly one of the fields
doc US1A1 ti[en]: coat
doc US1A1 ab[en]: paper
doc US2A1 ti[en]: coat paper
doc US3A1 ti[en]: coat
doc US3A1 ab[en]: coat paper
doc US4A1 ab[en]: paper
query all(ti,ab):coat
finds US3A1
query one(ti,ab):coat
finds US1A1 US2A1
query any(ti,ab):coat
finds US1A1 US2A1 US3A1
query ti,ab:(coat paper)
finds US1A1 US2A1 US3A1
query any(ti,ab):(coat paper)
finds US2A1 US3A1
query all(ti,ab):(coat or paper)
finds US1A1 US3A1
query one(ti,ab):(coat or paper)
finds US2A1 US4A1
query not all(ti,ab):(coat or paper)
finds US2A1 US4A1
query all(ti,ab):1..1 of (coat, paper)
finds US1A1
