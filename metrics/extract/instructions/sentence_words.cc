#include "metrics/extract/instructions/sentence_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace assay::metrics {
namespace {

// Written down by hand and then tried on NLTK's English model, which knows no Latin ("e.g.", "etc.") and not every letter as
// an initial: an abbreviation that it takes for the end of a sentence is not here.
constexpr std::string_view kTitles =
    "adm dr gen jr lt m.b.a maj messrs mr mrs ms ph.d prof rep sen sr st";
constexpr std::string_view kTimes =
    "a.d aug dec feb fri jan nov oct p.m sep sept tues wed yr";
constexpr std::string_view kPlaces =
    "ala ariz ave calif colo conn d.c fla ft ga ill kan ky l.a mich minn n.c n.d n.h n.j n.m n.y nev okla ore pa "
    "r.i s.c tenn u.k u.n u.s u.s.a u.s.s.r va vt w.va wash wis";
constexpr std::string_view kFirms =
    "b.v bros cie co col corp cos ct inc ltd n.v s.a s.p.a";
constexpr std::string_view kUnits =
    "mg vs";
constexpr std::string_view kInitials =
    "a.m c c.v d e e.m f f.g g g.k h h.c j.b j.c j.k j.p j.r k l m n p r r.j s t t.j v w w.c";

// Ordinary words of English, kept where the model takes one for the beginning of a sentence after "p.m." ...
constexpr std::string_view kStarters =
    "able above according accordingly active adjust advantages afraid afternoon afterward afterwards alive allow "
    "almost along already although always among ancient angry animal animals annual answers anxious anybody anyone "
    "anything apparently appear apply approximately arguments arrange article ask asked assign assume attach "
    "attention audience author authors autumn available aware barely basic became become bed begin behavior behind "
    "being believe believed beneath benefit besides better between beyond birds bitter blend blind body boil borrow "
    "both bottle box boy bread break briefly bright broadly broken brother build built bury bus but calculate call "
    "calm came camera candidates car careful carefully carry cast caught celebrate certainly chair chance chances "
    "characters charge check choose clever climb clothes cold collect combine commonly compare compete complete "
    "completely concentrate concerning concerns conclusion conditions confident confirm conflict connection consider "
    "considered considering constant contact content continued contrast conversation convert cool copy correct cost "
    "courage cream create created critics crowd currently cute danger dangerous dark decade decide declare deep "
    "deeply define degree delicious deliver demonstrate deny depend depending deploy describe desire despite destroy "
    "details determine develop die difference different direction directions directly dirty disadvantages discover "
    "discuss discussion distance doctor does dogs doing door doors double doubt draw dress drink drinking eager early "
    "easily eating effective efficient eight either elderly elements emotional emotions empty encourage engineers "
    "enjoy enough ensure enter entire environment equal equally errors escape especially essay essential essentially "
    "establish even eventually everywhere evidence exactly examine example examples excellent excited exciting "
    "execute exercise exist expensive experience experts explain explanation explore export extend extra extreme "
    "extremely eye eyes fact fairly famous farmers fashion favorite fear felt fewer figures fill finally finish fish "
    "fit fix float flower flowers fly fold follow followed following forever forget formal fortunate forward frankly "
    "freeze friend friendly frozen fruits fully funny furthermore gather gave generate gentle gift girl given global "
    "goals goes going governor grab greatly grew guess guests guitar hair handle hands happen happened happy hate he "
    "healthy heavily heavy hence her here hero hide highlight highly hire historical hold honest honestly horse host "
    "hot hour hours however huge humans hundred hunger hurry husband i idea ideal if ignore illegal image images "
    "imagination imagine immediate immediately implement import important importantly improve in include included "
    "including indeed independently individuals inform ingredients initially inner inside install instant instead "
    "instructions into invest invite it items joke journey kept kick kids kill kiss kitchen knew knife knock "
    "knowledge lack language languages largely lately leaders leadership learn least led lift lights likewise list "
    "listen literally literature lived living location lock looked looking lose loud loudly loved lunch mainly male "
    "males manager many marriage massive match math mean meanwhile measures meetings mental mention mere merely "
    "message mild miles milk mind mine minute mistake mistakes mix mobile mom moment moments months moon moral "
    "moreover morning most mother motivation mouth moved multiple narrow native naturally nature necessarily need "
    "needed negative neighbors neither nevertheless noise nonetheless nor normally nose notably note nothing novel "
    "nowhere number numbers object objective objects obtain obvious occasionally occur ocean odd offered okay onto "
    "opened opinions opportunity opposite ordinary organizations origin original originally otherwise ours overall "
    "oxygen pack page paid pain painful paint pair particularly partly pass passed passengers passion path patients "
    "patterns per perfect perfectly perform performance permanent permission person personal personally phase phone "
    "photos physical pick places plane play playing please points political politically position positive possibly "
    "potentially poverty powerful practical practice precious precisely prefer prepare present presumably pretty "
    "prevent previously pride primarily prince private probably problem problems process product professor program "
    "projects promise promptly proper properly protect protests proud prove provide publicly publish pull pulled pure "
    "put quantity question questions quietly rain ran range rapid rarely raw readily reality receive recently recipe "
    "recipes recognize recommend refer refuse regarding regardless regular regulations relationship relationships "
    "relative relatively relax reliable religion religious rely remain remained remember remote remove rent "
    "repeatedly replace reply require required requirements researchers respect respectively respond restaurants "
    "result results right rocks roles roll roots rough roughly round rural rush sadly safe sales same sand sang sat "
    "sauce saw scene schedule season section secure seeing seem select selling senator send sensitive sent sentence "
    "separate seriously serve served seven severe sex shake shape shine shoes shoot significant significantly silence "
    "silently similar similarly simple simply since sing sister sit size skills skin slim slow slowly smell smile "
    "smooth smoothly snow so soil soldiers solely solid solution solutions solve some somehow someone sometimes "
    "somewhat songs soon sorry sort sounds source spare speak speaking specifically speech speed spend spent spirit "
    "spiritual spoke sport spread stable stage stand started starting stayed steadily steal step stick still stood "
    "stopped stories strange stress stretch strict strictly strongly structure subsequently succeed success such "
    "sudden suddenly suffer sufficient sufficiently suggest suggested suitable suppose surely surface surprisingly "
    "surround suspect swim symptoms taking talent tall taste taught tea teach teacher team tear temperature "
    "temporarily ten tension text thank thanks the theory there therefore these they thick thin things think thinking "
    "this thoroughly though thought thoughts thousand threw through throughout throw thus tight tiny tip tips tired "
    "title titles together tomorrow took topics totally tourists towards traditional traditionally traditions train "
    "treat trees tried true truly truth try trying turn turned type typical typically ugly ultimately unable "
    "uncertain under understand understood unexpectedly unfair unfortunately unique universally unknown unless unlike "
    "unlikely unusual upon upset useful using valuable various vast vastly vegetables version very via videos village "
    "virtually visible vision visual wait waited walk walked walking walls wanted warm warn waste watched waves "
    "wealthy wear weather weeks weight went were wet wheels when whenever whereas wherever whether which while "
    "whisper wholly wide widely wife willing win wise wish within without wonderful wooden words wore working worried "
    "worse worst writers writing yes yesterday yet younger your youth zero";

// ... or after the initial "B." only.
constexpr std::string_view kWords =
    "a about across actual actually add after again ago all alone also amid an and another answer any apart are army "
    "around art as aside assemble at attempt automatic average avoid award away b baby back background balance ball "
    "bank banks based basically be beautiful beauty because been before began below bend benefits best big bill black "
    "block blue book books bottom bought breakfast brief bring broad brought brown budget building business busy buy "
    "buying by c called can care career cars case cases cat catch cats century chairman change changed chapter chase "
    "cheap chicken chief child children china chocolate church citizens city class clean clear clearly clients close "
    "code coffee college come coming common company competition complex computer computers consumers continue "
    "contract control costs could count country court cover crazy critical culture customers cut d daily damage data "
    "day days dead death debt decided defense definitely demand democracy design development device devices did died "
    "dinner director disease do dog don't down dream dreams drive drop dry due during each earth east eastern easy "
    "eat economy education efforts election electric electricity emphasize employees end energy engine equipment "
    "error estate evening events every everybody everyone everything expect expectations expected express face facts "
    "failure fall false family far farm fast father feel feelings fell few field fight film find fine fire firm first "
    "five flat flew focus food for force foreign forest form forms found four free freedom fresh friends from front "
    "fruit full fun future gain game games garden gas general generally get getting give glass go goal gold golden "
    "good got government gradually gray great green group grow guard guide guilty had half hall hand hard hardly has "
    "have having head health heart heat held help high his history hit holiday home hope hospital hotel house how "
    "human hunt ice ideas identify impact income increase increasingly industry inflation innocent insurance interest "
    "international introduce introduction investment investors iron is island issue issues its job jobs join judge "
    "jump just justice keep king know knowing large last late later law lawyer lay lead leader learning leave left "
    "legal less let let's letter level levels life light like limit line lines little live load local logic long look "
    "loss losses lost love low luck lucky machine made magic mail main major make making man management maps march "
    "market married mass matter may maybe mayor measure meat media medicine meet members memory men met metal methods "
    "might military million minister minor minutes mirror miss mission model models modern money monitor month more "
    "mostly mountain mountains move movie moving much museum music must mutual my naked name names national natural "
    "near nearly network never new news next nice night nine no nobody none normal north northern not now obviously "
    "of off offer office officially officials often oil old on once one only open opinion option options or order "
    "orders other others our out outline output outside over own paper parent parents park part parts party past "
    "pattern pay peace people perhaps period photo picture pictures pizza place plan plant plants players plus point "
    "police policy pollution poor popular population possible power president press pressure price prices primary "
    "principles print prison produce products professional profit profits progress project property protection public "
    "purpose push quality queen quick quickly quiet quit quite race radio raise raised rare rate rates rather reach "
    "reached read reading ready real really reason reasons record records red reduce release report reported reports "
    "research responsibility rest retire return review rice rich ride rights ring rise risk risks road rock role room "
    "rose rule rules run running s safety said salt save say school schools science scientific scientists scores "
    "screen sea search second secret security see seek sell senior serious service services set settle several share "
    "shares sharp she ship shop short should show showed side sign silent silver singer site six sleep sleeping "
    "slightly small smart social society soft software sold somebody something somewhere song sound soup sources "
    "south southern space special split sports spring staff star stars start state stay steps stock stocks stop store "
    "story street strike strong struggle student students studies study stupid sugar summary summer sun supply "
    "support survive sweet switch system systems table take talk target tasks tax teachers tears technology tell test "
    "tests than that their then thing third those thousands three time times to today told too tool tools top topic "
    "total touch tough toward town track trade traffic training travel tree trust twice two units universal universe "
    "university until up upper urban use used users usual usually value vehicles victims video view views violence "
    "visit vital voice vote wages want war was watch water way ways we weak week well west western what whatever "
    "where white who why wild will wind wine winter with woman women won wonder word work workers world worlds worry "
    "worth would write wrong wrote year years you young z";

using WordSet = std::unordered_set<std::string_view>;

void add_words(std::string_view list, WordSet& words) {
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    words.insert(list.substr(at, end - at));
    at = end + 1;
  }
}

WordSet words_of(std::initializer_list<std::string_view> lists) {
  WordSet words;
  for (const std::string_view list : lists) add_words(list, words);
  return words;
}

}  // namespace

bool is_sentence_abbreviation(std::string_view lowercase) {
  static const WordSet kAbbreviations = words_of({kTitles, kTimes, kPlaces, kFirms, kUnits, kInitials});
  // Three full stops with spaces between them are one word that ends in one.
  return lowercase == ". . " || kAbbreviations.contains(lowercase);
}

CapitalisedWord capitalised_word(std::string_view lowercase) {
  static const WordSet kStarterSet = words_of({kStarters});
  static const WordSet kWordSet = words_of({kWords});
  if (kStarterSet.contains(lowercase)) return CapitalisedWord::kStarter;
  return kWordSet.contains(lowercase) ? CapitalisedWord::kWord : CapitalisedWord::kName;
}

}  // namespace assay::metrics
