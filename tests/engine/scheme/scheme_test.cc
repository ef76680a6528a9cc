#include "engine/scheme/scheme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/engine/format_example.h"

namespace patlas {
namespace {

using testing::ElementsAre;

/// H > H01 > H01L > 21/00 > 21/02 > 2021/60007, then 21/04; and another main group.
std::shared_ptr<const Scheme> example() {
  SchemeBuilder builder("cpc", "2030-01-01");
  const std::pair<const char*, uint32_t> nodes[] = {
      {"H", 1},
      {"H01", 2},
      {"H01L", 3},
      {"H01L0021000000", 4},
      {"H01L0021020000", 5},
      {"H01L2021600070", 6},
      {"H01L0021040000", 5},
      {"H01L0023000000", 4},
  };
  for (const auto& [key, depth] : nodes) {
    const auto node = builder.add(key, depth);
    EXPECT_TRUE(node) << node.error().to_string();
    EXPECT_TRUE(builder.add_title(*node, "en", std::string("title of ") + key));
  }
  EXPECT_TRUE(builder.add_title(1, "fr", "titre"));
  const auto scheme = builder.finish();
  EXPECT_TRUE(scheme) << scheme.error().to_string();
  return *scheme;
}

TEST(Scheme, FormatExample) {
  SchemeBuilder builder("tech", "2");
  builder.sort_symbols_of("ipc");
  ASSERT_TRUE(builder.add("B", 1));
  ASSERT_TRUE(builder.add("10", 2));
  ASSERT_TRUE(builder.add("09", 2));
  ASSERT_TRUE(builder.add_title(1, "en", "Optics"));
  ASSERT_TRUE(builder.add_rule("G02B", 2));
  ASSERT_TRUE(builder.add_rule("G01N", 1));
  const auto scheme = builder.finish();
  ASSERT_TRUE(scheme) << scheme.error().to_string();
  EXPECT_EQ(hex((*scheme)->encode().tree), hex(format_example("scheme-tree")));
}

TEST(Scheme, ANodeIsTheIntervalOfWhatLiesBelowIt) {
  const auto scheme = example();
  const uint32_t group = scheme->find("H01L0021000000"), dot = scheme->find("H01L0021020000");
  ASSERT_EQ(group, 3u);
  EXPECT_EQ(scheme->end(group), 7u);
  EXPECT_EQ(dot, 4u);
  EXPECT_EQ(scheme->end(dot), 6u);
  EXPECT_EQ(scheme->key(5), "H01L2021600070");
  EXPECT_EQ(scheme->parent(5), dot);
  EXPECT_EQ(scheme->parent(6), group);
  EXPECT_EQ(scheme->parent(0), Scheme::kNone);
  EXPECT_EQ(scheme->end(0), 8u);
  EXPECT_EQ(scheme->depth(5), 6u);
}

TEST(Scheme, FindsEveryKeyAndNoOther) {
  const auto scheme = example();
  for (uint32_t node = 0; node < scheme->count(); ++node) {
    EXPECT_EQ(scheme->find(scheme->key(node)), node);
  }
  for (const char* absent : {"", "A", "H0", "H01L0021", "H01L0021030000", "Z"}) {
    EXPECT_EQ(scheme->find(absent), Scheme::kNone) << absent;
  }
}

TEST(Scheme, TitlesComeInTheLanguageAskedForOrAnother) {
  const auto scheme = example();
  EXPECT_THAT(scheme->languages(), ElementsAre("en", "fr"));
  EXPECT_EQ(*scheme->title_in(1, "fr"), "titre");
  EXPECT_EQ(*scheme->title_in(2, "fr"), "title of H01L");
  EXPECT_EQ(*scheme->title_in(1, "de"), "title of H01");
  EXPECT_EQ(*scheme->title(2, 1), "");
  const auto all = scheme->titles(0);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), scheme->count());
  EXPECT_EQ((*all)[7], "title of H01L0023000000");
}

// Blocks of titles are kept once one of theirs was asked for.
TEST(Scheme, TitlesAreThoseOfTheirNodeHoweverOftenAndInWhateverOrder) {
  SchemeBuilder builder("cpc", "");
  constexpr uint32_t kNodes = 1000;
  for (uint32_t node = 0; node < kNodes; ++node) {
    ASSERT_TRUE(builder.add("A" + std::to_string(1000 + node), 1));
    for (const char* language : {"en", "fr"}) {
      ASSERT_TRUE(builder.add_title(node, language, language + std::to_string(node)));
    }
  }
  const auto scheme = *builder.finish();
  for (uint32_t i = 0; i < 3 * kNodes; ++i) {
    const uint32_t node = i * 377 % kNodes;
    const char* language = i % 2 == 0 ? "fr" : "en";
    ASSERT_EQ(*scheme->title_in(node, language), language + std::to_string(node));
  }
}

TEST(Scheme, ComesBackFromItsBytes) {
  const auto scheme = example();
  const Scheme::Encoded bytes = scheme->encode();
  const auto read = Scheme::decode(bytes.tree, bytes.titles);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ((*read)->encode().tree, bytes.tree);
  EXPECT_EQ((*read)->version(), "2030-01-01");
  EXPECT_EQ((*read)->count(), 8u);
}

TEST(Scheme, RulesSortByTheLongestPrefix) {
  SchemeBuilder builder("tech", "");
  builder.sort_symbols_of("ipc");
  ASSERT_TRUE(builder.add("A", 1));
  ASSERT_TRUE(builder.add("B", 1));
  ASSERT_TRUE(builder.add_rule("G01N", 0));
  ASSERT_TRUE(builder.add_rule("G01N0033", 1));
  const auto scheme = *builder.finish();
  EXPECT_EQ(scheme->sorted_into("G01N0033480000"), 1u);
  EXPECT_EQ(scheme->sorted_into("G01N0021000000"), 0u);
  EXPECT_EQ(scheme->sorted_into("G01N"), 0u);
  EXPECT_EQ(scheme->sorted_into("G01M"), Scheme::kNone);
  EXPECT_EQ(scheme->sorted_into(""), Scheme::kNone);
}

TEST(Scheme, EveryCutIsCorruption) {
  const Scheme::Encoded bytes = example()->encode();
  for (size_t length = 0; length < bytes.tree.size(); ++length) {
    const auto read = Scheme::decode(std::string_view(bytes.tree).substr(0, length), bytes.titles);
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().code, Code::kCorruption);
  }
  for (size_t length = 0; length < bytes.titles.size(); ++length) {
    EXPECT_FALSE(Scheme::decode(bytes.tree, std::string_view(bytes.titles).substr(0, length)));
  }
}

TEST(Scheme, FlippedBytesAreAnErrorOrAScheme) {
  const Scheme::Encoded bytes = example()->encode();
  const auto use = [](const std::string& tree, const std::string& titles) {
    const auto read = Scheme::decode(tree, titles);
    if (!read) return;
    for (uint32_t node = 0; node < (*read)->count(); ++node) {
      EXPECT_EQ((*read)->find((*read)->key(node)), node);
      EXPECT_GT((*read)->end(node), node);
      EXPECT_LE((*read)->end(node), (*read)->count());
      for (uint32_t language = 0; language < (*read)->languages().size(); ++language) {
        static_cast<void>((*read)->title(node, language));
      }
    }
  };
  for (size_t at = 0; at < bytes.tree.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string tree = bytes.tree;
      tree[at] = static_cast<char>(tree[at] ^ (1 << bit));
      use(tree, bytes.titles);
    }
  }
  for (size_t at = 0; at < bytes.titles.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string titles = bytes.titles;
      titles[at] = static_cast<char>(titles[at] ^ (1 << bit));
      use(bytes.tree, titles);
    }
  }
}

TEST(SchemeBuilder, RefusesWhatIsNoTree) {
  SchemeBuilder builder("x", "");
  EXPECT_FALSE(builder.add("A", 2)) << "deeper than a root";
  ASSERT_TRUE(builder.add("A", 1));
  EXPECT_FALSE(builder.add("B", 3)) << "a level left out";
  EXPECT_FALSE(builder.add("", 1));
  EXPECT_FALSE(builder.add(std::string(65, 'A'), 1));
  ASSERT_TRUE(builder.add("A", 2));
  const auto twice = builder.finish();
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, testing::HasSubstr("A twice"));
  EXPECT_FALSE(SchemeBuilder("x", "").finish()) << "no symbols";
}

TEST(SchemeBuilder, RefusesARuleOfTwoNodes) {
  SchemeBuilder builder("x", "");
  ASSERT_TRUE(builder.add("A", 1));
  ASSERT_TRUE(builder.add("B", 1));
  ASSERT_TRUE(builder.add_rule("G", 0));
  ASSERT_TRUE(builder.add_rule("G", 1));
  EXPECT_FALSE(builder.finish());
}

TEST(Scheme, ManyNodesInAnyOrderOfKeys) {
  std::mt19937_64 random(7);
  SchemeBuilder builder("x", "");
  std::vector<std::string> keys;
  std::vector<uint32_t> depths;
  for (uint32_t i = 0; i < 3000; ++i) {
    keys.push_back(std::to_string(random()));
    depths.push_back(
        i == 0 ? 1 : 1 + static_cast<uint32_t>(random() % std::min(depths.back() + 1, 12u)));
    const auto node = builder.add(keys.back(), depths.back());
    ASSERT_TRUE(node);
    ASSERT_TRUE(builder.add_title(*node, "en", "t" + keys.back()));
  }
  const auto scheme = *builder.finish();
  for (uint32_t i = 0; i < keys.size(); ++i) {
    ASSERT_EQ(scheme->find(keys[i]), i);
    uint32_t end = i + 1;
    while (end < keys.size() && depths[end] > depths[i]) ++end;
    ASSERT_EQ(scheme->end(i), end);
    uint32_t parent = i;
    while (parent != Scheme::kNone && depths[parent] >= depths[i]) --parent;
    ASSERT_EQ(scheme->parent(i), parent);
  }
  EXPECT_EQ(*scheme->title(2999, 0), "t" + keys[2999]);
}

}  // namespace
}  // namespace patlas
