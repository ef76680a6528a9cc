#include "corpora/generator/fulltext_vocabulary.h"

namespace patlas::generator {
namespace {

constexpr std::string_view kHeadings[kLanguageCount][kSectionCount] = {
    {"TECHNICAL FIELD", "BACKGROUND", "SUMMARY OF THE INVENTION",
     "BRIEF DESCRIPTION OF THE DRAWINGS", "DETAILED DESCRIPTION"},
    {"Technisches Gebiet", "Stand der Technik", "Zusammenfassung der Erfindung",
     "Kurze Beschreibung der Zeichnungen", "Ausführliche Beschreibung"},
    {"技术领域", "背景技术", "发明内容", "附图说明", "具体实施方式"},
    {"技術領域", "先前技術", "發明內容", "圖式簡單說明", "實施方式"},
    {"技術分野", "背景技術", "発明の概要", "図面の簡単な説明", "発明を実施するための形態"},
    {"기술분야", "배경기술", "발명의 내용", "도면의 간단한 설명",
     "발명을 실시하기 위한 구체적인 내용"},
};

constexpr std::string_view kEnglishField[] = {
    "The present disclosure relates to %g %p, and more particularly to %t %p used with %t %g.",
    "Embodiments described herein generally concern %p and methods of %v %t %g.",
};
constexpr std::string_view kEnglishBackground[] = {
    "Conventional %p often rely on %t %g, which limits %t and increases %g.",
    "For many years %p have been %v by hand, and %t %g remained costly.",
    "There is therefore a need for %p that avoid %t while keeping %g low.",
    "Known approaches, such as %g %p or %t-based %p, fail when %t exceeds %m.",
    "R&D efforts have concentrated on %t %g rather than on %p itself.",
};
constexpr std::string_view kEnglishSummary[] = {
    "In one aspect, a %p includes %t %g, a %p %v to the %p, and %t %g.",
    "According to another aspect, %t %p is %v with %g so that %t remains below %m.",
    "Advantages include lower %t, simpler %g and a longer life of the %p.",
    "Other features will become apparent from the following %g and from the claims.",
};
constexpr std::string_view kEnglishDrawings[] = {
    "FIG. %f is a perspective view of the %p;",
    "FIG. %f is a cross section along line A-A of FIG. %f;",
    "FIG. %f shows %t %g of the %p;",
    "FIG. %f is a flow chart of a method of %v %t;",
    "FIG. %f is a block diagram of %p and %p;",
};
constexpr std::string_view kEnglishDetail[] = {
    "Referring now to FIG. %f, the %n includes a %t %g that is %v to the %n.",
    "As shown in FIG. %f, %n and %n are %v so as to form %t %g.",
    "In some embodiments, the %n may be %v by means of %t, %g or another suitable %t.",
    "The %n has a thickness of %m and is made of %t %g.",
    "When the %n receives %t, %n switches from %g mode to %t mode within %m.",
    "It will be understood that %t %g may be substituted for the %n without departing from the "
    "scope.",
    "The %n, in turn, transmits %t %g to %n, which determines whether %t exceeds %m.",
    "For example, %g %n can be %v at about %m, preferably at less than %m.",
    "A %n is disposed between the %n and %n, and %t is %v therein.",
    "Each %n comprises at least one %t and several %g, as described above.",
    "If the condition a < b is met, %n repeats the step of %v %t with %g.",
    "This arrangement permits %t %g to be %v more quickly than in conventional %p.",
    "Alternatively, %t and %g are provided on opposite sides of the %n.",
    "In the illustrated embodiment %n extends from %n toward %g, where %t is %v.",
    "Experiments were carried out with %x & %x, each %v at %m for %m.",
    "The term “%t” as used herein denotes any %g or %t that is suitable for %v.",
    "Next, in step S%f, %t %g is obtained from the %n and stored as %t.",
    "Because %t is %v first, the %g of %n does not change even under %t.",
    "The control of %n by %n ensures that %g, %t and %t stay within %m.",
    "Those skilled in the art will recognize that many %g %p of this kind exist.",
    "Furthermore, %n is connected to %t %g via %n and %g.",
    "An end of %n engages %t of %n, thereby %v %g.",
    "Suitable materials include, but are not limited to, %t, %g, %t and mixtures thereof.",
    "Turning to FIG. %f, a further %n is illustrated in which %g replaces %t.",
    "%x was added to %t and stirred at %m until %g had %v, yielding %x.",
    "With %t %v to %n, there is no need for a separate %g.",
    "Data on %t are kept in %n together with %g values of %m and %m.",
    "Optionally, a user selects %t or %g on %n before %t is %v.",
    "Over time, %g inside %n drifts by %m per hour unless %t %g is %v.",
    "Both %n and %n may be omitted if %t alone suffices for %g.",
    "Test results for %t: %m after %v, %m at rest, and %m under %g.",
    "During assembly, %n slides over %n until %g snaps into %t.",
};
constexpr std::string_view kEnglishOpenings[] = {
    "A %p for %t %g, comprising:",
    "A method of %v %t, the method comprising:",
    "A system comprising a %p and %t %g, wherein the system further includes:",
};
constexpr std::string_view kEnglishElements[] = {
    "a %p having %t %g;",
    "a %p %v to the %p and arranged to receive %t;",
    "at least one %t that is %v between %g and the %p;",
    "means for %v %t when %g exceeds %m;",
};
constexpr std::string_view kEnglishDependent[] = {
    "The %p of [claim %k], wherein the %p is %v to %t %g.",
    "The %p according to [claim %k], further comprising %t and %g.",
    "The method of [claim %k], wherein %t is %v at %m.",
    "The %p as recited in [claim %k], in which %t %g comprises %x.",
};

constexpr std::string_view kGermanField[] = {
    "Die Erfindung betrifft %p mit %t sowie Verfahren zum Betreiben von %p.",
    "Insbesondere geht es um %t, bei denen %g mit %p %v ist.",
};
constexpr std::string_view kGermanBackground[] = {
    "Aus dem Stand der Technik sind %p bekannt, bei denen %t durch %g %v wird.",
    "Nachteilig ist dabei, dass %t mehr als %m erreicht und %g leidet.",
    "Es besteht daher Bedarf an %p, die ohne %t auskommen.",
};
constexpr std::string_view kGermanSummary[] = {
    "Aufgabe der Erfindung ist es, %p bereitzustellen, mit denen %t vermieden wird.",
    "Gelöst wird dies durch %t, wobei %g mit %p %v ist.",
    "Vorteilhafte Ausgestaltungen von %p und %t sind Gegenstand der Unteransprüche.",
};
constexpr std::string_view kGermanDrawings[] = {
    "Fig. %f eine Ansicht von %p;",
    "Fig. %f einen Schnitt durch %p mit %t;",
    "Fig. %f ein Ablaufdiagramm für %t;",
};
constexpr std::string_view kGermanDetail[] = {
    "Wie in Fig. %f gezeigt, ist %n über %t mit %n %v.",
    "In einer bevorzugten Ausführungsform weist %n %t und %g auf.",
    "Die Dicke von %n beträgt %m, insbesondere weniger als %m.",
    "Wird %t überschritten, so schaltet %n auf %g um.",
    "Zwischen %n und %n ist %t angeordnet, an dem %g %v ist.",
    "Alternativ kann %n auch durch %t oder %g ersetzt werden.",
    "Gemäß Fig. %f werden %t und %g nacheinander %v.",
    "Versuche mit %x & %x bei %m ergaben, dass %t kaum von %g abhängt.",
    "Dadurch lässt sich %g von %n besonders einfach %v.",
    "Ferner ist vorgesehen, dass %n bei a < b den Schritt mit %t wiederholt.",
    "Das Ende von %n greift in %t ein und hält %g in seiner Lage.",
    "Der Fachmann erkennt, dass %g und %t vielfach abgewandelt werden können.",
    "Sobald %t anliegt, überträgt %n die Werte an %n und prüft %g.",
    "Die Werkstoffe für %n sind vorzugsweise %t, %g oder %x.",
    "An der Unterseite von %n sitzt %t, seitlich davon %g mit %m Abstand.",
    "Nach %m wird %x zu %t gegeben und bei %m %v.",
    "Bei der Montage gleitet %n über %n, bis %g in %t einrastet.",
    "Das Verhältnis von %t zu %g liegt zwischen %m und %m.",
};
constexpr std::string_view kGermanOpenings[] = {
    "%p mit %t, umfassend:",
    "Verfahren zum Herstellen von %t, umfassend die Schritte:",
};
constexpr std::string_view kGermanElements[] = {
    "%p, das mit %t %v ist;",
    "wenigstens ein %t zwischen %g und %p;",
    "Mittel, durch die %t bei %m %v wird;",
};
constexpr std::string_view kGermanDependent[] = {
    "%p nach [Anspruch %k], dadurch gekennzeichnet, dass %t mit %g %v ist.",
    "Verfahren nach [Anspruch %k], wobei %t bei %m %v wird.",
};

constexpr std::string_view kSimplifiedField[] = {
    "本发明涉及%t技术领域，尤其涉及一种%g%p。",
    "本申请属于%t领域，具体涉及%p及其%v方法。",
};
constexpr std::string_view kSimplifiedBackground[] = {
    "现有的%p大多采用%t，其%g较大，不利于%t的%v。",
    "随着%t的发展，人们对%p的%g提出了更高的要求。",
    "目前，%t与%g之间常常存在%t，使用时容易损坏%p。",
    "因此，如何提供一种%g小、%t可靠的%p，是亟待解决的问题。",
};
constexpr std::string_view kSimplifiedSummary[] = {
    "本发明的目的在于提供一种%p，以解决上述背景技术中%t的问题。",
    "为实现上述目的，本发明提供如下技术方案：%p包括%t、%g和%p，所述%t与%g%v。",
    "进一步地，所述%p上设有%t，%g%v在%p内。",
    "与现有技术相比，本发明的有益效果是：通过%v%t，提高了%g。",
};
constexpr std::string_view kSimplifiedDrawings[] = {
    "图%f为本发明%p的结构示意图；",
    "图%f为图%f中%p的局部放大图；",
    "图%f为%t%v方法的流程图；",
};
constexpr std::string_view kSimplifiedDetail[] = {
    "如图%f所示，%n的一侧%v有%n，%t位于%g的下方。",
    "请参阅图%f，%n与%n之间通过%t%v，%g设置在%n上。",
    "在本实施例中，%n的厚度为%m，优选地小于%m。",
    "当%n接收到%t时，%n将%g传输至%n，并判断%t是否大于%m。",
    "需要说明的是，%t可以根据%g进行%v，在此不作限定。",
    "具体地，%n包括%t、%g以及%n，三者依次%v。",
    "可选地，%n还可以采用%t或%g，其效果与%n相同。",
    "将%x与%x按比例混合后加入%n，在%m下%v，得到%t。",
    "若a<b，则重复%v%t的步骤，直至%g满足要求。",
    "由此，%n能够带动%n移动，从而实现%t的%v。",
    "所述%n固定在%n的底部，%g穿过%t并与%n%v。",
    "实施例%f与上述实施例的区别在于%t，其余%g相同。",
    "应当理解，本领域技术人员可以对%n作出各种%g改变。",
    "“%t”是指能够%v%g的任何%t。",
    "工作时，先启动%n，%t随之%v，再由%n完成%g。",
    "步骤S%f：获取%t的%g，并将其发送给%n。",
    "%n内部设有%t，%t外侧套设%g，二者间隔%m。",
    "安装时，将%n沿%g推入%n，直到%t卡紧。",
    "测试表明，%t为%m时，%g下降至%m。",
    "其中%t选自%g、%t和%x中的至少一种。",
    "用户在%n上选择%t，%n据此调整%g。",
    "取%x %m，加入%t中搅拌，再经%v得到%g。",
    "%n呈%g状，两端分别连接%n与%t。",
    "为避免%t影响%g，%n外覆有一层%t。",
};
constexpr std::string_view kSimplifiedOpenings[] = {
    "一种%p，其特征在于，包括：",
    "一种%t的%v方法，其特征在于，包括以下步骤：",
};
constexpr std::string_view kSimplifiedElements[] = {
    "%p，设有%t和%g；",
    "与所述%p%v的%p，用于%v%t；",
    "将%t与%g%v，得到%p；",
};
constexpr std::string_view kSimplifiedDependent[] = {
    "根据[权利要求%k]所述的%p，其特征在于，所述%t与%g%v。",
    "如[权利要求%k]所述的%p，其特征在于：所述%p的%t为%m。",
    "根据[权利要求%k]所述的方法，其特征在于，所述%t包括%x和%g。",
};

constexpr std::string_view kTraditionalField[] = {
    "本發明係關於%t之技術領域，特別是關於一種%g%p。",
    "本揭露係有關%p，尤指%p之%v方法。",
};
constexpr std::string_view kTraditionalBackground[] = {
    "習知之%p多採用%t，其%g過大，不利於%t之%v。",
    "隨著%t之發展，業界對%p之%g要求日益提高。",
    "因此，如何提供%g小且%t可靠之%p，實為亟待解決之課題。",
};
constexpr std::string_view kTraditionalSummary[] = {
    "本發明之目的在於提供一種%p，以改善前述%t之問題。",
    "為達上述目的，本發明提供之%p包含%t、%g及%p，該%t與%g相互%v。",
    "藉此，本發明可於%v%t時提升%g，並降低成本。",
};
constexpr std::string_view kTraditionalDrawings[] = {
    "圖%f為本發明%p之立體圖；",
    "圖%f為圖%f中%p之剖面圖；",
    "圖%f為%t%v方法之流程圖。",
};
constexpr std::string_view kTraditionalDetail[] = {
    "請參照圖%f，%n之一側%v有%n，而%t位於%g下方。",
    "如圖%f所示，%n與%n之間以%t%v，%g則設於%n上。",
    "於本實施例中，%n之厚度為%m，較佳為小於%m。",
    "當%n接收%t時，%n將%g傳送至%n，並判斷%t是否超過%m。",
    "須說明的是，%t可依%g進行%v，本發明不以此為限。",
    "具體而言，%n包含%t、%g以及%n，三者依序%v。",
    "於其他實施例中，%n亦可採用%t或%g，其功效與%n相同。",
    "將%x及%x混合後置入%n，於%m下%v，即得%t。",
    "若a<b，則重複%v%t之步驟，直到%g符合需求為止。",
    "據此，%n可帶動%n移動，進而完成%t之%v。",
    "所屬技術領域中具有通常知識者，當可對%n作各種%g變化。",
    "「%t」一詞係指可%v%g之任何%t。",
    "步驟S%f：取得%t之%g，並將其送至%n。",
    "%n內部設有%t，其外側套有%g，兩者相距%m。",
    "組裝時，將%n沿%g推入%n，至%t卡合為止。",
    "實驗顯示，%t為%m時，%g降至%m。",
    "其中%t係選自%g、%t及%x所組成之群組。",
    "使用者於%n選取%t，%n即據以調整%g。",
    "%n呈%g狀，其兩端分別接至%n與%t。",
};
constexpr std::string_view kTraditionalOpenings[] = {
    "一種%p，包含：",
    "一種%t之%v方法，其步驟包含：",
};
constexpr std::string_view kTraditionalElements[] = {
    "一%p，設有%t及%g；",
    "一%p，與該%p%v，用以%v%t；",
    "將%t與%g%v，而得%p；",
};
constexpr std::string_view kTraditionalDependent[] = {
    "如[請求項%k]所述之%p，其中該%t與%g相互%v。",
    "如[請求項%k]之%p，其中該%p之%t為%m。",
    "如[請求項%k]所述之方法，其中該%t包含%x及%g。",
};

constexpr std::string_view kJapaneseField[] = {
    "本発明は、%tを用いた%p及び%pの%v方法に関する。",
    "本開示は%gに関し、特に%tを備える%pに関するものである。",
};
constexpr std::string_view kJapaneseBackground[] = {
    "従来、%tを%vする%pが知られている（例えば、特許文献１参照）。",
    "しかしながら、このような%pでは、%tにより%gが低下するおそれがある。",
    "近年、%gの普及に伴い、%tの小さい%pが求められている。",
};
constexpr std::string_view kJapaneseSummary[] = {
    "本発明は、上記課題に鑑みてなされたものであり、%tを抑えた%pを提供することを目的とする。",
    "本発明の一態様に係る%pは、%tと、%gに%vされた%pとを備える。",
    "本発明によれば、%tを%vすることにより%gを向上させることができる。",
};
constexpr std::string_view kJapaneseDrawings[] = {
    "図%fは、実施形態に係る%pの斜視図である。",
    "図%fは、%pの断面図である。",
    "図%fは、%tの%v手順を示すフローチャートである。",
};
constexpr std::string_view kJapaneseDetail[] = {
    "図%fに示すように、%nは、%tと%nとを備え、%gに%vされている。",
    "%nと%nとの間には%tが設けられ、%gを介して%vされる。",
    "本実施形態において、%nの厚さは%mであり、好ましくは%m以下である。",
    "%nは、%tを受信すると、%gを%nに出力し、%tが%mを超えるか否かを判定する。",
    "なお、%tは%gに限定されるものではなく、適宜変更することができる。",
    "具体的には、%nは%t、%g及び%nから構成される。",
    "また、%nに代えて%t又は%gを用いてもよい。",
    "次に、%xと%xとを混合し、%mで%vして%tを得た。",
    "a<bである場合、%tを%vする工程を繰り返す。",
    "これにより、%nが%nに対して移動し、%tの%vが行われる。",
    "%nの一端は%tに固定され、他端は%gを貫通して%nに至る。",
    "変形例%fは、%tの点で上記実施形態と異なり、その他の%gは同様である。",
    "ここで、「%t」とは、%gを%vし得るあらゆる%tをいう。",
    "ステップS%fにおいて、制御部は%tの%gを取得し、%nへ送る。",
    "このような構成によれば、%gの影響を受けることなく%nを%vできる。",
    "%nの内部には%tが収容され、その外側を%gが覆う。",
    "組立時には、%nを%gに沿って%nへ挿入し、%tを係合させる。",
    "測定の結果、%tが%mのとき%gは%mまで低下した。",
    "%tとしては、例えば%g、%t、%x等が挙げられる。",
    "利用者が%nで%tを選択すると、%nは%gを調整する。",
    "%n及び%nを省略し、%tのみで%gを行う構成としてもよい。",
    "%tの含有量は、%m以上%m以下が好ましい。",
};
constexpr std::string_view kJapaneseOpenings[] = {
    "%tと%gとを有する%pであって、",
    "%tを%vする方法であって、",
};
constexpr std::string_view kJapaneseElements[] = {
    "%tを有する%pと、",
    "前記%pに%vされ、%tを%vする%pと、",
    "%gを介して%tを%vする工程と、",
};
constexpr std::string_view kJapaneseDependent[] = {
    "前記%pは、%tに%vされる、[請求項%k]に記載の%p。",
    "前記%tの%gが%m以下である、[請求項%k]に記載の%p。",
    "前記%gは%xを含む、[請求項%k]に記載の方法。",
};

constexpr std::string_view kKoreanField[] = {
    "본 발명은 %t~3 이용한 %p에 관한 것이다.",
    "더욱 상세하게는 %g~3 구비하는 %p 및 그 %v 방법에 관한 것이다.",
};
constexpr std::string_view kKoreanBackground[] = {
    "일반적으로 %p~1 %t~3 %v하기 위하여 사용된다.",
    "그러나 종래의 %p~1 %t~5 인하여 %g~2 저하되는 문제점이 있었다.",
    "따라서 %t~2 적고 %g~2 우수한 %p의 개발이 요구되고 있다.",
};
constexpr std::string_view kKoreanSummary[] = {
    "본 발명이 해결하고자 하는 과제는 %t~3 줄일 수 있는 %p~3 제공하는 것이다.",
    "상기 과제를 해결하기 위하여 본 발명의 %p~1 %t~4 %g~3 포함한다.",
    "본 발명에 따르면 %t~3 %v하여 %g~3 향상시킬 수 있다.",
};
constexpr std::string_view kKoreanDrawings[] = {
    "도 %f~1 본 발명의 실시예에 따른 %p의 사시도이다.",
    "도 %f~1 %p의 단면도이다.",
    "도 %f~1 %t의 %v 방법을 나타낸 순서도이다.",
};
constexpr std::string_view kKoreanDetail[] = {
    "도 %f~3 참조하면, %n~1 %t~4 %n~3 포함하며 %g에 %v된다.",
    "%n~4 %n 사이에는 %t~2 배치되고 %g~3 통하여 %v된다.",
    "본 실시예에서 %n의 두께는 %m이며, 바람직하게는 %m 이하이다.",
    "%n~2 %t~3 수신하면 %g~3 %n에 전송하고 %t~2 %m~3 초과하는지 판단한다.",
    "다만 %t~1 이에 한정되지 않으며 %g에 따라 변경될 수 있다.",
    "구체적으로 %n~1 %t, %g 및 %n~5 구성된다.",
    "다른 실시예에서 %n 대신 %t 또는 %g~3 사용할 수 있다.",
    "%x~4 %x~3 혼합한 후 %m에서 %v하여 %t~3 얻었다.",
    "a<b인 경우에는 %t~3 %v하는 단계를 반복한다.",
    "이에 따라 %n~2 %n에 대하여 이동하면서 %t~3 %v하게 된다.",
    "단계 S%f에서 제어부는 %t의 %g~3 획득하여 %n~5 보낸다.",
    "여기서 '%t'란 %g~3 %v할 수 있는 모든 %t~3 의미한다.",
    "%n의 내부에는 %t~2 수용되고 그 외측을 %g~2 덮는다.",
    "조립 시 %n~3 %g~3 따라 %n에 삽입하여 %t~3 결합한다.",
    "실험 결과 %t~2 %m일 때 %g~1 %m까지 감소하였다.",
    "%t~5 예를 들면 %g, %t, %x 등을 사용할 수 있다.",
    "사용자가 %n에서 %t~3 선택하면 %n~1 %g~3 조절한다.",
    "%t의 함량은 %m 이상 %m 이하인 것이 바람직하다.",
};
constexpr std::string_view kKoreanOpenings[] = {
    "%t~3 구비하는 %p에 있어서,",
    "%t~3 %v하는 방법에 있어서,",
};
constexpr std::string_view kKoreanElements[] = {
    "%t~3 갖는 %p;",
    "상기 %p에 %v되어 %t~3 %v하는 %p;",
    "%g~3 통하여 %t~3 %v하는 단계;",
};
constexpr std::string_view kKoreanDependent[] = {
    "[제%k항]에 있어서, 상기 %p~1 %t에 %v되는 것을 특징으로 하는 %p.",
    "[제%k항]에 있어서, 상기 %t의 %g~2 %m 이하인 것을 특징으로 하는 %p.",
    "[제%k항]에 있어서, 상기 %g~1 %x~3 포함하는 방법.",
};

using Patterns = std::span<const std::string_view>;

struct FullTextPatterns {
  Patterns sections[kSectionCount];
  Patterns openings, elements;
  std::string_view closing;
  Patterns dependent;
};

const FullTextPatterns& patterns_of(Language language) {
  static const FullTextPatterns all[kLanguageCount] = {
      {{kEnglishField, kEnglishBackground, kEnglishSummary, kEnglishDrawings, kEnglishDetail},
       kEnglishOpenings,
       kEnglishElements,
       "wherein the %p is %v to %t %g.",
       kEnglishDependent},
      {{kGermanField, kGermanBackground, kGermanSummary, kGermanDrawings, kGermanDetail},
       kGermanOpenings,
       kGermanElements,
       "wobei %t mit %g %v ist.",
       kGermanDependent},
      {{kSimplifiedField, kSimplifiedBackground, kSimplifiedSummary, kSimplifiedDrawings,
        kSimplifiedDetail},
       kSimplifiedOpenings,
       kSimplifiedElements,
       "其中，所述%t与%g%v。",
       kSimplifiedDependent},
      {{kTraditionalField, kTraditionalBackground, kTraditionalSummary, kTraditionalDrawings,
        kTraditionalDetail},
       kTraditionalOpenings,
       kTraditionalElements,
       "其中，該%t與%g相互%v。",
       kTraditionalDependent},
      {{kJapaneseField, kJapaneseBackground, kJapaneseSummary, kJapaneseDrawings, kJapaneseDetail},
       kJapaneseOpenings,
       kJapaneseElements,
       "を備えることを特徴とする%p。",
       kJapaneseDependent},
      {{kKoreanField, kKoreanBackground, kKoreanSummary, kKoreanDrawings, kKoreanDetail},
       kKoreanOpenings,
       kKoreanElements,
       "를 포함하는 것을 특징으로 하는 %p.",
       kKoreanDependent},
  };
  return all[static_cast<uint32_t>(language)];
}

}  // namespace

std::string_view section_heading(Language language, Section section) {
  return kHeadings[static_cast<uint32_t>(language)][static_cast<uint32_t>(section)];
}

std::span<const std::string_view> section_patterns(Language language, Section section) {
  return patterns_of(language).sections[static_cast<uint32_t>(section)];
}

std::span<const std::string_view> claim_openings(Language language) {
  return patterns_of(language).openings;
}

std::span<const std::string_view> claim_elements(Language language) {
  return patterns_of(language).elements;
}

std::string_view claim_closing(Language language) { return patterns_of(language).closing; }

std::span<const std::string_view> dependent_claims(Language language) {
  return patterns_of(language).dependent;
}

}  // namespace patlas::generator
