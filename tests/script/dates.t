# name: date_spans
# description: a year or a month stands for all its days
doc US1A1 pd: 2014-12-31
doc US2A1 pd: 2015-01-01
doc US3A1 pd: 2015-03-15
doc US4A1 pd: 2015-12-31
doc US5A1 pd: 2016-01-01
doc US6A1 ti[en]: no date
query pd:2015
finds US2A1 US3A1 US4A1
query pd=2015
finds US2A1 US3A1 US4A1
query pd:2015-03
finds US3A1
query pd:201503
finds US3A1
query pd:2015-03-15
finds US3A1
query pd:20150315
finds US3A1
query pd:2015/03/15
finds US3A1
query pd:2015.3.15
finds US3A1
query pd>2015
finds US5A1
query pd>=2015
finds US2A1 US3A1 US4A1 US5A1
query pd<2015
finds US1A1
query pd<=2015
finds US1A1 US2A1 US3A1 US4A1
query pd >= 2015-12-31
finds US4A1 US5A1
query not pd:2015
finds US1A1 US5A1 US6A1

# name: date_ranges
# description: both ends are in; an end may be left open
doc US1A1 pd: 2014-12-31
doc US2A1 pd: 2015-01-01
doc US3A1 pd: 2018-12-31
doc US4A1 pd: 2019-01-01
query pd:2015..2018
finds US2A1 US3A1
query pd:2014-12-31..2015-01-01
finds US1A1 US2A1
query pd:20150101..
finds US2A1 US3A1 US4A1
query pd:..2018
finds US1A1 US2A1 US3A1
query pd:(2014 or 2019)
finds US1A1 US4A1
query pd:2015..2018 and not pd:2018
finds US2A1

# name: date_known_to_the_month
# description: a date without a day lies before the first day of its month, and within the month
doc US1A1 pd: 2015-03
doc US2A1 pd: 2015-03-01
doc US3A1 pd: 2015
query pd:2015-03
finds US1A1 US2A1
query pd<2015-03-01
finds US1A1 US3A1
query pd>=2015-03-01
finds US2A1
query pd:2015
finds US1A1 US2A1 US3A1
query pd:2015-01-01..2015-12-31
finds US1A1 US2A1

# name: date_fields
# description: filing date and earliest priority; without a priority the filing date stands in
doc US1A1 ad: 2014-05-01
doc US1A1 pr: US111 2013-05-01
doc US1A1 pr: US112 2013-04-01
doc US2A1 ad: 2013-04-01
doc US3A1 pd: 2013-04-01
query ad:2014
finds US1A1
query filed:2013
finds US2A1
query prd:2013
finds US1A1 US2A1
query prd:2013-04-01
finds US1A1 US2A1
query prd:2013-05
finds
query prioritydate<2014
finds US1A1 US2A1
query pd:2013
finds US3A1

# name: date_eras
# description: Japanese eras and the Republic's years with their marks
doc JP1A pd: 2015-03-01
doc TW2B pd: 2015-11-21
query pd:平成27年3月1日
finds JP1A
query pd:平成27年
finds JP1A TW2B
query pd:民國104年
finds JP1A TW2B
query pd:民國104年11月21日
finds TW2B
