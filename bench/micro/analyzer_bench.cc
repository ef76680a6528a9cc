// How fast text becomes terms: bytes a second by script, on text written for this file. Each
// benchmark first checks that its text still gives the number of terms it was counted to give.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "engine/text/analyzer.h"

namespace patlas {
namespace {

struct Sample {
  std::string_view text;
  size_t term_count;
};

constexpr Sample kAscii = {
    "A lithium secondary cell comprises a positive electrode, a negative electrode and a separator "
    "placed between the two. The positive electrode holds 95.5 wt% of an active material whose "
    "mean "
    "particle size is 10 um or less. In one embodiment, see Fig. 3, the binder is dissolved in "
    "1,2-dichloroethane before coating, and the coated foil is dried at 120 degrees for two "
    "hours. ",
    64};
constexpr Sample kLatin = {
    "Die Erfindung betrifft ein Verfahren zur Überwachung einer Brennstoffzelle. Während der "
    "Prüfung fließt Kühlmittel durch den äußeren Kanal, sodass die Wärme gleichmäßig abgeführt "
    "wird. L'invention concerne également un procédé de dépôt d'une couche mince sur une électrode "
    "poreuse, caractérisé en ce que la température n'excède pas 80 degrés. ",
    51};
constexpr Sample kChinese = {
    "本發明提供一種鋰離子電池用正極材料之製造方法，包含混合步驟、燒結步驟及粉碎步驟。所得材料之平均"
    "粒徑為10"
    "微米以下，且於高溫循環後仍保有95%以上之容量。该电池管理系统还包括温度检测模块和通信模块，"
    "所述通信模块通过5G网络将数据发送至服务器，从而实现远程监控。",
    193};
constexpr Sample kJapanese = {
    "本発明は、リチウムイオン二次電池用の正極活物質およびその製造方法に関する。混合工程と焼成工程と"
    "を含み、"
    "得られた粒子の平均粒径は１０μｍ以下である。半導体装置の表面にポリイミド樹脂を塗布し、加熱して"
    "硬化させる。",
    150};
constexpr Sample kKorean = {
    "본 발명은 리튬이온 이차전지용 양극 활물질의 제조 방법에 관한 것이다. 혼합 단계와 소성 단계를 "
    "포함하며, "
    "얻어진 입자의 평균 입경은 10 마이크로미터 이하이다. 통신 모듈은 측정된 온도를 서버로 "
    "전송한다. ",
    110};

std::string repeated(std::string_view text, size_t bytes) {
  std::string result;
  while (result.size() < bytes) result += text;
  return result;
}

void analyze_text(benchmark::State& state, const Sample& sample) {
  Analyzer analyzer;
  Analysis analysis;
  analyzer.analyze(sample.text, analysis);
  if (analysis.occurrences.size() != sample.term_count) {
    const std::string message = "terms: " + std::to_string(analysis.occurrences.size());
    state.SkipWithError(message.c_str());
    return;
  }
  const std::string text = repeated(sample.text, 4096);
  for (auto _ : state) {
    analysis.clear();
    analyzer.analyze(text, analysis);
    benchmark::DoNotOptimize(analysis.bytes.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

BENCHMARK_CAPTURE(analyze_text, ascii, kAscii);
BENCHMARK_CAPTURE(analyze_text, latin, kLatin);
BENCHMARK_CAPTURE(analyze_text, chinese, kChinese);
BENCHMARK_CAPTURE(analyze_text, japanese, kJapanese);
BENCHMARK_CAPTURE(analyze_text, korean, kKorean);

}  // namespace
}  // namespace patlas
