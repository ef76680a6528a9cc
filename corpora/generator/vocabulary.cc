#include "corpora/generator/vocabulary.h"

namespace patlas::generator {
namespace {

constexpr PatentNoun kNouns[] = {
    {"*", {"device", "Vorrichtung", "装置", "裝置", "装置", "장치"}},
    {"*", {"method", "Verfahren", "方法", "方法", "方法", "방법"}},
    {"*", {"system", "System", "系统", "系統", "システム", "시스템"}},
    {"*", {"apparatus", "Anlage", "设备", "設備", "機器", "기기"}},
    {"*", {"assembly", "Baugruppe", "组件", "組件", "組立体", "조립체"}},
    {"*", {"structure", "Struktur", "结构", "結構", "構造", "구조"}},
    {"*", {"material", "Werkstoff", "材料", "材料", "材料", "재료"}},
    {"*", {"controller", "Steuerung", "控制器", "控制器", "制御装置", "제어기"}},
    {"*", {"sensor", "Sensor", "传感器", "感測器", "センサ", "센서"}},
    {"*", {"housing", "Gehäuse", "壳体", "殼體", "筐体", "하우징"}},
    {"*", {"surface", "Oberfläche", "表面", "表面", "表面", "표면"}},
    {"*", {"layer", "Schicht", "层", "層", "層", "층"}},
    {"*", {"unit", "Einheit", "单元", "單元", "ユニット", "유닛"}},
    {"*", {"module", "Modul", "模块", "模組", "モジュール", "모듈"}},
    {"*", {"component", "Bauteil", "部件", "元件", "部品", "부품"}},
    {"*", {"process", "Prozess", "工艺", "製程", "工程", "공정"}},
    {"A", {"catheter", "Katheter", "导管", "導管", "カテーテル", "카테터"}},
    {"A", {"implant", "Implantat", "植入物", "植入物", "インプラント", "임플란트"}},
    {"A", {"patient", "Patient", "患者", "病患", "患者", "환자"}},
    {"A", {"tissue", "Gewebe", "组织", "組織", "組織", "조직"}},
    {"A", {"beverage", "Getränk", "饮料", "飲料", "飲料", "음료"}},
    {"A", {"garment", "Kleidungsstück", "服装", "服裝", "衣類", "의류"}},
    {"A", {"seed", "Saatgut", "种子", "種子", "種子", "종자"}},
    {"AC", {"composition", "Zusammensetzung", "组合物", "組成物", "組成物", "조성물"}},
    {"AC", {"compound", "Verbindung", "化合物", "化合物", "化合物", "화합물"}},
    {"AC", {"antibody", "Antikörper", "抗体", "抗體", "抗体", "항체"}},
    {"AC", {"protein", "Protein", "蛋白质", "蛋白質", "タンパク質", "단백질"}},
    {"AC", {"inhibitor", "Inhibitor", "抑制剂", "抑制劑", "阻害剤", "억제제"}},
    {"B", {"vehicle", "Fahrzeug", "车辆", "車輛", "車両", "차량"}},
    {"B", {"conveyor", "Förderer", "输送机", "輸送機", "コンベヤ", "컨베이어"}},
    {"B", {"container", "Behälter", "容器", "容器", "容器", "용기"}},
    {"B", {"robot", "Roboter", "机器人", "機器人", "ロボット", "로봇"}},
    {"B", {"mold", "Form", "模具", "模具", "金型", "금형"}},
    {"B", {"tire", "Reifen", "轮胎", "輪胎", "タイヤ", "타이어"}},
    {"BC", {"coating", "Beschichtung", "涂层", "塗層", "塗膜", "코팅"}},
    {"BC", {"film", "Folie", "薄膜", "薄膜", "フィルム", "필름"}},
    {"BF", {"filter", "Filter", "过滤器", "過濾器", "フィルタ", "필터"}},
    {"C", {"polymer", "Polymer", "聚合物", "聚合物", "重合体", "중합체"}},
    {"C", {"catalyst", "Katalysator", "催化剂", "觸媒", "触媒", "촉매"}},
    {"C", {"resin", "Harz", "树脂", "樹脂", "樹脂", "수지"}},
    {"C", {"alloy", "Legierung", "合金", "合金", "合金", "합금"}},
    {"C", {"glass", "Glas", "玻璃", "玻璃", "ガラス", "유리"}},
    {"C", {"graphene", "Graphen", "石墨烯", "石墨烯", "グラフェン", "그래핀"}},
    {"D", {"fiber", "Faser", "纤维", "纖維", "繊維", "섬유"}},
    {"D", {"fabric", "Gewebebahn", "织物", "織物", "布帛", "직물"}},
    {"D", {"yarn", "Garn", "纱线", "紗線", "糸", "원사"}},
    {"E", {"drill", "Bohrer", "钻头", "鑽頭", "ドリル", "드릴"}},
    {"E", {"lock", "Schloss", "锁具", "鎖具", "錠", "잠금"}},
    {"E", {"bridge", "Brücke", "桥梁", "橋樑", "橋梁", "교량"}},
    {"F", {"valve", "Ventil", "阀门", "閥門", "弁", "밸브"}},
    {"F", {"pump", "Pumpe", "泵", "泵浦", "ポンプ", "펌프"}},
    {"F", {"bearing", "Lager", "轴承", "軸承", "軸受", "베어링"}},
    {"F", {"turbine", "Turbine", "涡轮", "渦輪", "タービン", "터빈"}},
    {"F", {"rotor", "Rotor", "转子", "轉子", "ロータ", "로터"}},
    {"FH", {"stator", "Stator", "定子", "定子", "ステータ", "고정자"}},
    {"F", {"engine", "Motor", "发动机", "引擎", "エンジン", "엔진"}},
    {"G", {"image", "Bild", "图像", "影像", "画像", "영상"}},
    {"G", {"display", "Anzeige", "显示器", "顯示器", "表示装置", "디스플레이"}},
    {"G", {"memory", "Speicher", "存储器", "記憶體", "メモリ", "메모리"}},
    {"G", {"processor", "Prozessor", "处理器", "處理器", "プロセッサ", "프로세서"}},
    {"G", {"lens", "Linse", "透镜", "透鏡", "レンズ", "렌즈"}},
    {"G",
     {"neural network", "neuronales Netz", "神经网络", "神經網路", "ニューラルネットワーク",
      "신경망"}},
    {"GH", {"data", "Daten", "数据", "資料", "データ", "데이터"}},
    {"GH", {"signal", "Signal", "信号", "訊號", "信号", "신호"}},
    {"GH", {"circuit", "Schaltung", "电路", "電路", "回路", "회로"}},
    {"H", {"semiconductor", "Halbleiter", "半导体", "半導體", "半導体", "반도체"}},
    {"H",
     {"integrated circuit", "integrierte Schaltung", "集成电路", "積體電路", "集積回路",
      "집적회로"}},
    {"H", {"wafer", "Wafer", "晶圆", "晶圓", "ウエハ", "웨이퍼"}},
    {"H", {"substrate", "Substrat", "基板", "基板", "基板", "기판"}},
    {"H", {"transistor", "Transistor", "晶体管", "電晶體", "トランジスタ", "트랜지스터"}},
    {"H",
     {"light emitting diode", "Leuchtdiode", "发光二极管", "發光二極體", "発光ダイオード",
      "발광다이오드"}},
    {"H", {"lithium battery", "Lithiumbatterie", "锂电池", "鋰電池", "リチウム電池", "리튬전지"}},
    {"H", {"electrode", "Elektrode", "电极", "電極", "電極", "전극"}},
    {"H", {"electrolyte", "Elektrolyt", "电解质", "電解質", "電解質", "전해질"}},
    {"H", {"antenna", "Antenne", "天线", "天線", "アンテナ", "안테나"}},
    {"H", {"base station", "Basisstation", "基站", "基地台", "基地局", "기지국"}},
    {"H", {"connector", "Steckverbinder", "连接器", "連接器", "コネクタ", "커넥터"}},
    {"H", {"solar cell", "Solarzelle", "太阳能电池", "太陽能電池", "太陽電池", "태양전지"}},
};

constexpr std::string_view kEnglishTitles[] = {
    "%n and %n for %t %g",
    "%t %n with %g %t",
    "Method for producing %t %n",
    "%g %n having %t %n",
    "%n",
    "Use of %t %g in %n",
    "%t-based %n and %n",
    "%n for %g %t and method of operating the same",
    "%x %n with %t",
    "Systems and methods for %t %g using %n",
    "Improved %t %n",
    "%g %t %n comprising %x",
};
constexpr std::string_view kGermanTitles[] = {
    "%n mit %t und %n",
    "Verfahren zur Herstellung von %t",
    "%n für %t",
    "%n und %n zum Betreiben von %g",
    "%t mit %x",
    "Anordnung aus %n, %t und %g",
    "%n",
    "%g mit verbesserter %t",
};
constexpr std::string_view kSimplifiedTitles[] = {
    "一种%t%n",     "一种具有%t的%n及其%v方法", "用于%g%t的%n", "%n及%n",
    "%t%n的%v方法", "一种基于%t的%g%n",         "含有%x的%t%n", "%g式%t%n",
};
constexpr std::string_view kTraditionalTitles[] = {
    "%t%n",         "具有%t之%n及其%v方法", "用於%g%t之%n", "%n及%n",
    "%t%n之%v方法", "基於%t的%g%n",         "含有%x之%t%n", "%g式%t%n",
};
constexpr std::string_view kJapaneseTitles[] = {
    "%n",         "%n及び%nの%v方法", "%tを用いた%n",       "%t%n",
    "%gの%n、%n", "%tの%v方法",       "%x及びそれを含む%n", "%g%t用%n",
};
constexpr std::string_view kKoreanTitles[] = {
    "%n",         "%n 및 %n의 %v 방법", "%t~3 이용한 %n",    "%t %n",
    "%g용 %t %n", "%x~3 포함하는 %n",   "%t~4 %n의 %v 방법", "%n 및 그 %v 방법",
};

constexpr std::string_view kEnglishSentences[] = {
    "A %n comprises %t %n, %g %t and %x %v near %t %g.",
    "The %n includes several %t %g elements.",
    "%t %n %v beside %g %n reduces %g %t.",
    "In one embodiment, %n thickness is %m with %t %g.",
    "Disclosed are %t %n compositions containing %x, %g or %x.",
    "First %n units, %v with %t %g, feed %g %t stages.",
    "During operation, %t %n data are compared with stored %g %t values.",
    "%t may be %v by %g %t, %g or %t.",
    "An object is providing %g %n that prevents %t %g.",
    "Between %n and %t, %g %t is %v at %m.",
    "%g %n having improved %t %g, wherein %t is %v.",
    "Processes using %x, %t %g %n and %g are also described.",
    "When %t exceeds %m, %n switches to %g %t mode.",
    "Such %t %g permits smaller %n dimensions without %g loss.",
    "%g %t, %g %n and %t %g cooperate for %v %t.",
    "Preferably %x is %v before %t %g %g treatment.",
    "%t %n controllers estimate %g %t from %g %t.",
    "Each %t has %g %n, %g edges and %t inserts.",
};
constexpr std::string_view kGermanSentences[] = {
    "Die Erfindung betrifft %n mit %t, %g und %n.",
    "%n umfasst mehrere %t, die durch %g %v sind.",
    "Zwischen %n und %t ist %g mit einer Dicke von %m %v.",
    "Um %t zu vermeiden, wird %g durch %n %v.",
    "Ferner werden %x, %t und %g als %n verwendet.",
    "Dabei weist %n wenigstens %t sowie %g auf.",
    "%t und %g sind bei %m %v.",
    "Das Signal von %n wird mit %t verglichen und als %g %v.",
    "Erfindungsgemäß bildet %x mit %t eine Einheit aus %g.",
};
constexpr std::string_view kSimplifiedSentences[] = {
    "本发明公开了一种%t%n，包括%n、%g和%t。", "所述%n与%t%v，%g设置在%n的%t上。",
    "通过%v%t，使%g的%t降低，提高了%n的%g。", "其中，%t的厚度为%m，%g%v于%n内。",
    "该%n采用%t%g，%v简单，%t小。",           "本实用新型涉及%t技术领域，尤其涉及%g用%n。",
    "%x、%t以及%g按比例%v后得到%n。",         "当%t大于%m时，%n%v%g，避免%t%g。",
    "还提供了%n的%v方法及其在%t%g中的应用。", "%g包括第一%n和第二%n，二者由%t%v。",
    "有效解决了现有%n中%t%g不足的问题。",
};
constexpr std::string_view kTraditionalSentences[] = {
    "本發明提供一種%t%n，包含%n、%g以及%t。",   "該%n與%t相互%v，%g設於%n之%t上。",
    "藉由%v%t，可使%g之%t減少，並提升%n之%g。", "其中%t之厚度為%m，且%g%v於%n內。",
    "本創作係關於一種%g用%n，尤指具有%t者。",   "將%x、%t及%g%v後，即獲得%n。",
    "當%t超過%m時，%n將%v%g，以避免%t%g。",     "第一%n及第二%n間以%t%v，形成%g。",
    "據此，可改善習知%n之%t%g問題。",
};
constexpr std::string_view kJapaneseSentences[] = {
    "【課題】%tの%gを%vすることができる%nを提供する。",
    "【解決手段】%nは、%tと、%gに%vされた%nとを備える。",
    "%tは%nの%gに設けられ、%mの厚さを有する。",
    "%nと%tとの間に%gを%vし、%tを%vする。",
    "これにより、%gの%tが%vされ、%nの%gが向上する。",
    "%x、%t及び%gからなる%nを%vする。",
    "%tが%mを超えた場合、%nは%gを%vする。",
    "前記%nは、第1の%tと第2の%gとを含む。",
    "%gにおいて%tを%vしながら%nを%vする%t方法である。",
    "また、%nの%tを抑え、%gが容易な%nが得られる。",
};
constexpr std::string_view kKoreanSentences[] = {
    "본 발명은 %t %n에 관한 것으로, %n~4 %g~3 포함한다.",
    "상기 %n~1 %t에 %v되고 %g의 %t~3 %v한다.",
    "%t의 두께는 %m이며 %g~2 %n에 %v된다.",
    "이에 따라 %g %t~2 감소하고 %n의 %g~2 향상된다.",
    "%x, %t 및 %g~5 이루어진 %n~3 제공한다.",
    "%t~2 %m~3 초과하면 %n~1 %g~3 %v한다.",
    "제1 %n~4 제2 %n 사이에 %t~2 %v된다.",
    "또한 %g %n~3 이용하여 %t~3 %v하는 방법을 제공한다.",
    "종래 %n의 %t %g 문제를 해결할 수 있다.",
};

constexpr std::string_view kEnglishVerbs[] = {
    "connected",  "coupled",   "mounted",      "arranged",    "disposed", "attached",  "formed",
    "configured", "heated",    "compressed",   "transmitted", "detected", "rotated",   "aligned",
    "inserted",   "deposited", "encapsulated", "bonded",      "measured", "secured",   "etched",
    "calibrated", "supplied",  "dissolved",    "extruded",    "machined", "polarized", "stirred",
};
constexpr std::string_view kGermanVerbs[] = {
    "verbunden",  "angeordnet", "befestigt", "ausgebildet", "gelagert",    "gekoppelt",   "erwärmt",
    "übertragen", "gemessen",   "gesteuert", "eingesetzt",  "abgedichtet", "beschichtet",
};
constexpr std::string_view kSimplifiedVerbs[] = {
    "连接", "固定", "设置", "安装", "加热", "搅拌", "检测", "控制", "制备", "混合",
    "压缩", "旋转", "传输", "焊接", "喷涂", "冷却", "过滤", "切割", "驱动", "调节",
};
constexpr std::string_view kTraditionalVerbs[] = {
    "連接", "固定", "設置", "安裝", "加熱", "攪拌", "偵測", "控制", "製備", "混合",
    "壓縮", "旋轉", "傳輸", "焊接", "噴塗", "冷卻", "過濾", "切割", "驅動", "調整",
};
constexpr std::string_view kJapaneseVerbs[] = {
    "接続", "固定", "配置", "装着", "加熱", "攪拌", "検出", "制御", "製造", "混合",
    "圧縮", "回転", "伝送", "溶接", "塗布", "冷却", "濾過", "切断", "駆動", "調整",
};
constexpr std::string_view kKoreanVerbs[] = {
    "연결", "고정", "배치", "장착", "가열", "교반", "검출", "제어", "제조", "혼합",
    "압축", "회전", "전송", "용접", "도포", "냉각", "여과", "절단", "구동", "조절",
};

}  // namespace

std::span<const PatentNoun> patent_nouns() { return kNouns; }

std::span<const std::string_view> title_patterns(Language language) {
  const std::span<const std::string_view> all[kLanguageCount] = {
      kEnglishTitles,     kGermanTitles,   kSimplifiedTitles,
      kTraditionalTitles, kJapaneseTitles, kKoreanTitles};
  return all[static_cast<uint32_t>(language)];
}

std::span<const std::string_view> sentence_patterns(Language language) {
  const std::span<const std::string_view> all[kLanguageCount] = {
      kEnglishSentences,     kGermanSentences,   kSimplifiedSentences,
      kTraditionalSentences, kJapaneseSentences, kKoreanSentences};
  return all[static_cast<uint32_t>(language)];
}

std::span<const std::string_view> verbs(Language language) {
  const std::span<const std::string_view> all[kLanguageCount] = {
      kEnglishVerbs,     kGermanVerbs,   kSimplifiedVerbs,
      kTraditionalVerbs, kJapaneseVerbs, kKoreanVerbs};
  return all[static_cast<uint32_t>(language)];
}

}  // namespace patlas::generator
