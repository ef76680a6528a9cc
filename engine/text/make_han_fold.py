#!/usr/bin/env python3
"""Writes han_fold_table.cc: one representative for each set of Han characters that search holds equal.

    engine/text/make_han_fold.py > engine/text/han_fold_table.cc

Needs Debian's opencc and libopencc-data 1.1.6. Run it only together with a new number in
analysis_version(): what it writes decides which terms an index holds.

A plain chain (Japanese form -> old form -> Simplified) is not enough: Japan's table maps 緒 to an old form that
OpenCC's Simplified table does not know, and the 緒 of Taiwan would part from the mainland's 绪. So both tables are
read as "these are one character", and each set of joined characters gets one representative.
"""
import subprocess
import sys
import tempfile

DATA = '/usr/share/opencc/'
# Joined by OpenCC as alternatives, but living words of their own that search must keep apart.
APART = {('連', '聯'), ('弁', '辨'), ('弁', '辯')}
# Joined here: forms that patents of the four regions use for one word and no table above joins
# (鉱物/礦物, 労働/勞動, 接着/接著, 粘着/黏著, 沈殿/沉澱).
WORDS = '鉱礦 鑛礦 働動 著着 黏粘 沈沉'
# New and old forms of Japanese characters that the distribution's tables leave out.
FORMS = '''値值 倶俱 兎兔 塡填 姉姊 姫姬 尭堯 慎愼 概槪 槙槇 氷冰 瓶甁 研硏 翻飜 艶艷 萌萠 衛衞 褒襃 郎郞 郷鄕
    隣鄰 餅餠 叙敍 挙擧 渋澁 闘鬭 併倂 鬪鬥 駈驅 舖鋪 並竝 晃晄'''
TOGETHER = [tuple(pair) for pair in (WORDS + ' ' + FORMS).split()]


def table(name):
    """{character: [alternatives]} of one OpenCC dictionary, single characters only."""
    with tempfile.NamedTemporaryFile('r', encoding='utf-8') as text:
        subprocess.run(['opencc_dict', '-i', DATA + name, '-o', text.name, '-f', 'ocd2', '-t', 'text'], check=True)
        rows = [line.rstrip('\n').split('\t') for line in open(text.name, encoding='utf-8')]
    return {key: [v for v in values.split(' ') if len(v) == 1] for key, values in rows if len(key) == 1}


simplified = {c: v[0] for c, v in table('TSCharacters.ocd2').items() if v}
old_forms = table('JPVariantsRev.ocd2')

parent = {}


def find(c):
    parent.setdefault(c, c)
    while parent[c] != c:
        parent[c] = parent[parent[c]]
        c = parent[c]
    return c


def join(a, b):
    parent[find(a)] = find(b)


for c, s in simplified.items():
    join(c, s)
for c, olds in old_forms.items():
    for old in olds:
        if (c, old) not in APART:
            join(c, old)
for a, b in TOGETHER:
    join(a, b)

sets = {}
for c in parent:
    sets.setdefault(find(c), []).append(c)


def is_gb2312(c):
    try:
        c.encode('gb2312')
        return True
    except UnicodeEncodeError:
        return False


targets = set(simplified.values())
pairs = []
for members in sets.values():
    # The mainland's everyday character first: it is what a reader of folded terms knows.
    best = min(members, key=lambda c: (not is_gb2312(c), c not in targets, c in simplified, c))
    pairs += [(c, best) for c in members if c != best]
pairs.sort()

print('''// engine/text/han_fold_table.cc
//
// Written by engine/text/make_han_fold.py; do not edit. Pairs: a character, then its
// representative.
//
// Derived from the TSCharacters and JPVariants dictionaries of OpenCC 1.1.6
// (https://github.com/BYVoid/OpenCC), Copyright 2010-2022 BYVoid <byvoid.kcp@gmail.com>, licensed
// under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0). Changed:
// joined into sets, one representative each.
#include "engine/text/han_fold.h"

namespace patlas {
namespace {

// clang-format off
constexpr char32_t kPairs[] =''')
for i in range(0, len(pairs), 20):
    print('    U"' + ''.join(a + b for a, b in pairs[i:i + 20]) + '"')
print(f'''    ;
// clang-format on

}}  // namespace

std::u32string_view han_fold_pairs() {{ return {{kPairs, {2 * len(pairs)}}}; }}

}}  // namespace patlas''')
print(f'{len(pairs)} pairs, {len(sets)} sets', file=sys.stderr)
if '-v' in sys.argv:
    for members in sets.values():
        print(''.join(sorted(members)), file=sys.stderr)
