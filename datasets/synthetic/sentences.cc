#include "datasets/synthetic/sentences.h"

#include <fmt/core.h>

#include <array>
#include <string_view>

#include "datasets/random_draw.h"

namespace assay::datasets {
namespace {

constexpr std::string_view kNames[] = {
    "Marta",  "Oskar",  "Lena",  "Tomas",  "Ingrid", "Pavel",  "Salma",  "Henrik", "Noor",  "Emil",
    "Rosa",   "Anton",  "Freya", "Malik",  "Hanna",  "Jonas",  "Aisha",  "Viktor", "Clara", "Idris",
    "Petra",  "Samir",  "Greta", "Luka",   "Mina",   "Karl",   "Elif",   "Bruno",  "Nadia", "Felix",
    "Yara",   "Otto",   "Leila", "Simon",  "Tessa",  "Marek",  "Amina",  "Rolf",   "Dalia", "Stefan",
    "Ines",   "Hugo",   "Farah", "Nils",   "Elena",  "Omar",   "Judith", "Adam",   "Zora",  "Peter",
    "Carmen", "Tarek",  "Selma", "Daniel", "Ayla",   "Martin", "Livia",  "Rashid", "Edith", "Kasper",
    "Mira",   "Gregor", "Sofia", "Hamid",  "Paula",  "Erik",   "Jasmin", "Robert", "Nora",  "Tilda"};

constexpr std::string_view kAdjectives[] = {
    "quiet",   "old",      "small",   "green",  "heavy",  "bright",  "narrow",   "wooden", "dusty",  "round",
    "warm",    "empty",    "tall",    "broken", "plain",  "striped", "silver",   "faded",  "simple", "worn",
    "curious", "gentle",   "crooked", "spare",  "square", "light",   "yellow",   "folded", "clean",  "painted",
    "little",  "hollow",   "shiny",   "brown",  "damp",   "sturdy",  "thin",     "woven",  "famous", "ordinary",
    "dark",    "polished", "flat",    "rusty",  "modest", "frozen",  "borrowed", "lovely", "sharp",  "distant",
    "loose",   "golden",   "patient", "noisy",  "pale",   "rare",    "soft",     "steep",  "wide",   "young"};

constexpr std::string_view kThings[] = {
    "lantern",   "basket",   "ladder",   "kettle",   "carpet",       "violin",      "suitcase",   "blanket",
    "mirror",    "bicycle",  "teapot",   "hammer",   "pillow",       "drawer",      "umbrella",   "candle",
    "barrel",    "notebook", "curtain",  "shovel",   "bucket",       "compass",     "clock",      "helmet",
    "scarf",     "drum",     "envelope", "saddle",   "paintbrush",   "wheelbarrow", "telescope",  "cushion",
    "bottle",    "stamp",    "whistle",  "rope",     "pocket knife", "flute",       "postcard",   "sewing box",
    "bookshelf", "saucepan", "doorbell", "raincoat", "magnet",       "pencil",      "tablecloth", "kite",
    "anchor",    "ticket",   "puzzle",   "chair",    "spoon",        "map",         "button",     "ribbon",
    "jar",       "bench",    "camera",   "plate"};

constexpr std::string_view kRoles[] = {"baker",    "teacher",  "gardener", "carpenter", "sailor",   "librarian",
                                       "tailor",   "postman",  "painter",  "beekeeper", "cook",     "shepherd",
                                       "musician", "mechanic", "nurse",    "potter",    "farmer",   "driver",
                                       "neighbor", "student",  "weaver",   "fisherman", "actor",    "guard",
                                       "miller",   "waiter",   "builder",  "singer",    "traveler", "cyclist"};

constexpr std::string_view kActions[] = {"carried",  "repaired", "admired",   "cleaned",  "found",     "sold",
                                         "borrowed", "painted",  "described", "moved",    "wrapped",   "packed",
                                         "bought",   "noticed",  "polished",  "measured", "sketched",  "lifted",
                                         "chose",    "forgot",   "showed",    "covered",  "dropped",   "kept",
                                         "placed",   "mended",   "washed",    "weighed",  "collected", "returned"};

constexpr std::string_view kPlaces[] = {"near the harbor",        "behind the school",      "in the market hall",
                                        "beside the river",       "at the railway station", "on the upper floor",
                                        "under the old bridge",   "in the village square",  "next to the bakery",
                                        "outside the theater",    "in a garden shed",       "by the lighthouse",
                                        "along the canal",        "in the waiting room",    "at the edge of the forest",
                                        "in front of the museum", "on the ferry",           "at the bus stop",
                                        "in the attic",           "across the street",      "in the orchard",
                                        "beside the fountain",    "at the campsite",        "in the town library",
                                        "on the balcony",         "behind the barn",        "in the workshop",
                                        "at the small airport",   "near the playground",    "on the way to the mill"};

constexpr std::string_view kTimes[] = {"before breakfast",
                                       "late in the evening",
                                       "during the storm",
                                       "on a cold morning",
                                       "after the concert",
                                       "at noon",
                                       "in early spring",
                                       "while it was raining",
                                       "on market day",
                                       "before the guests arrived",
                                       "after a long walk",
                                       "in the last week of summer",
                                       "just after sunset",
                                       "during the holidays",
                                       "on the first day of school",
                                       "without any hurry",
                                       "for the second time",
                                       "with great care",
                                       "to everyone's surprise",
                                       "as usual",
                                       "at the weekend",
                                       "before the shops opened",
                                       "in the middle of winter",
                                       "after work",
                                       "when the bells rang",
                                       "on the way home",
                                       "during lunch",
                                       "with a smile",
                                       "after some thought",
                                       "on a windy afternoon"};

constexpr std::string_view kRemarks[] = {"nobody seemed to mind",
                                         "the dog slept through it all",
                                         "the children laughed",
                                         "it took most of the day",
                                         "the tea went cold",
                                         "the street was almost empty",
                                         "a radio played next door",
                                         "the weather stayed fair",
                                         "there was plenty of time",
                                         "the windows were open",
                                         "someone had left the gate open",
                                         "the air smelled of rain",
                                         "the neighbors came to watch",
                                         "the floor creaked",
                                         "a cat watched from the wall",
                                         "the light was already fading",
                                         "everyone had a good story",
                                         "the train was late again",
                                         "the soup was nearly ready",
                                         "it was hard to say why"};

std::string thing(RandomStream& random) {
  const std::string_view adjective = draw_one(random, kAdjectives);
  const std::string_view noun = draw_one(random, kThings);
  if (random.below(2) == 0) return fmt::format("the {} {}", adjective, noun);
  const bool vowel = std::string_view("aeiou").find(adjective[0]) != std::string_view::npos;
  return fmt::format("{} {} {}", vowel ? "an" : "a", adjective, noun);
}

std::string upper_first(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

std::string draw_sentence(RandomStream& random) {
  const std::string person =
      random.below(2) == 0 ? std::string(draw_one(random, kNames)) : fmt::format("the {}", draw_one(random, kRoles));
  const std::string object = thing(random);
  const std::string_view action = draw_one(random, kActions), place = draw_one(random, kPlaces),
                         time = draw_one(random, kTimes);
  switch (random.below(6)) {
    case 0: return upper_first(fmt::format("{} {} {} {} {}.", person, action, object, place, time));
    case 1: return upper_first(fmt::format("{}, {} {} {} {}.", time, person, action, object, place));
    case 2:
      return upper_first(
          fmt::format("{} {} {} {}, and {}.", person, action, object, place, draw_one(random, kRemarks)));
    case 3:
      return upper_first(
          fmt::format("{}, {} {} {}, but {}.", place, person, action, object, draw_one(random, kRemarks)));
    case 4:
      return upper_first(fmt::format("{} {} {} and then {} {} {}.", person, action, object, draw_one(random, kActions),
                                     thing(random), place));
    default:
      return upper_first(
          fmt::format("{} was {} when {} {} {} {}.", thing(random), place, person, action, object, time));
  }
}

std::string draw_noun(RandomStream& random) {
  const std::uint64_t at = random.below(std::size(kThings) + std::size(kRoles));
  return std::string(at < std::size(kThings) ? kThings[at] : kRoles[at - std::size(kThings)]);
}

std::string draw_adjective(RandomStream& random) { return std::string(draw_one(random, kAdjectives)); }

std::string draw_name(RandomStream& random) { return std::string(draw_one(random, kNames)); }

}  // namespace assay::datasets
