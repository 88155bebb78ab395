#include "metrics/extract/instructions/sentence_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace assay::metrics {
namespace {

// Written down by hand and then tried on NLTK's English model, which knows no Latin ("e.g.", "etc.") and not every letter as an
// initial: an abbreviation that it takes for the end of a sentence is not here.
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
    "above according accordingly advantages afternoon afterwards allow almost along already although always among "
    "animal animals answers anybody anyone anything apparently appear approximately article ask autumn available "
    "become begin behind being believe beneath besides between beyond birds body boil both boy brother build bus "
    "but call came car certainly charge check choose cold concerning conclusion consider considering contact cool "
    "cost create critics currently dark decade decide depending despite die different directions disadvantages "
    "doctor does dogs early eight either empty enough ensure enter especially even eventually everywhere exactly "
    "example examples experience experts eye eyes fact fewer finally fish flower flowers follow following forever "
    "frankly friend furthermore gave girl given goes going governor hands he hence her here hold honestly horse hot "
    "hour hours however hundred husband i idea if important importantly in include including indeed ingredients "
    "initially inside install instead instructions into it kill learn least likewise list lose manager many mean "
    "meanwhile message mind mine minute mix moment months moon moreover morning most mother need neither "
    "nevertheless nonetheless nor notably note nothing nowhere number numbers objective ocean okay onto opposite "
    "originally otherwise ours overall page particularly pass per person phone pick places plane play please points "
    "possibly prepare previously prince probably problem problems professor program pull put question questions "
    "rain rarely recently regarding remain remember remove require researchers result results roughly sadly sales "
    "same schedule season section select senator send serve seven similar similarly simple simply since sister "
    "skills snow so some someone sometimes sorry speak specifically spend stand step still stories such suddenly "
    "suggest surely surprisingly teacher team ten thanks the there therefore these they things think this though "
    "thousand through throughout thus tip tips together tomorrow took towards train trees true try turn type "
    "typically ultimately under understand unfortunately unless unlike upon using very via village wait walk warm "
    "weeks went were when whenever whereas wherever whether which while wife win within without words yes yesterday "
    "yet your";

// ... or after the initial "B." only.
constexpr std::string_view kWords =
    "a about across actually add after again ago all also an and another answer any apart are around art as aside "
    "at avoid away baby back background bank banks based basically be because been before below benefits big black "
    "blue book books bring brown business buy by can cars case cases cat cats century chairman change chapter child "
    "children china city clean clearly close code college come common company computer computers continue costs "
    "could country court cover customers cut data day days death did director do dog don't down dry due during each "
    "earth east eastern easy education employees end evening every everybody everyone everything expect face facts "
    "fall false family far father feel few film find fire first five food for found four free fresh friends from "
    "full garden general generally get give go good got government great green group grow had half hand hard has "
    "have having head health heart heat help high his history home house how ideas industry introduction is island "
    "its job judge just keep king know large last late later law lawyer lead leave less let let's letter life light "
    "like line lines little live long look love low machine made make man management march market may maybe mayor "
    "meet members men methods might million minister minutes model models money month more mountain move movie much "
    "music must my name names near nearly never new news next nice night nine no nobody none north northern not now "
    "obviously of off offer office officials often old on once one only open option options or other others our out "
    "outside over own paper parents park part parts party past pay peace people perhaps place plan plus point "
    "police possible power president press price prices profit profits queen quite raise rate rates rather reach "
    "read ready real really reason reasons red report research review road room run said save say school science "
    "scientists sea second see sell set several share shares she ship short should show side six small software "
    "somebody something somewhere south southern special spring star stars start state stay steps stock stocks stop "
    "store story street student students studies study summary summer sun system systems take tax teachers "
    "technology tell than that their then thing third those three time times to today too tool tools toward town "
    "trade training tree twice two university until up use used users usually value visit voice want war was watch "
    "water way ways we week well west western what whatever where white who why will wind winter with woman women "
    "word work workers world would write year years you young";

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
