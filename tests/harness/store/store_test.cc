#include "harness/store/store.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include "harness/core/error.h"
#include "harness/store/response_cache.h"
#include "harness/store/schema.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::HasSubstr;

/// Runs `work` in a child process that then, or in the middle of it, is killed.
template <class Work>
void in_killed_child(Work&& work) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    work();
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
}

TEST(Store, MakesAStrictWalDatabaseWithVersionAndApplication) {
  TempFolder folder;
  const Store store = Store::open(folder.path() + "/a.db");
  EXPECT_EQ(store.database().scalar("PRAGMA user_version"), kSchemaVersion);
  EXPECT_EQ(store.database().scalar("PRAGMA application_id"), 0x41535359);
  EXPECT_EQ(store.database().scalar("PRAGMA foreign_keys"), 1);
  Query mode = store.database().cursor("PRAGMA journal_mode");
  ASSERT_TRUE(mode.next());
  EXPECT_EQ(mode.text(0), "wal");
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                                    "AND name NOT LIKE 'sqlite_%' AND strict = 0"),
            0);
  for (const std::string view : {"v_runs", "v_samples", "v_responses", "v_continuations", "v_scores", "v_ratings", "v_rating_parts",
                                 "v_estimates", "v_groups", "v_group_estimates", "v_group_tasks", "labels", "baselines"})
    EXPECT_EQ(store.database().scalar("SELECT count(*) FROM " + view), 0) << view;
}

// Takes back what version 3 added.
void make_version_2(Database& database) {
  for (const char* view : {"v_runs", "v_samples", "v_responses", "v_continuations", "v_scores", "v_ratings", "v_rating_parts",
                           "v_estimates", "v_groups", "v_group_estimates", "v_group_tasks"})
    database.execute("DROP VIEW " + std::string(view));
  for (const char* table : {"rating_distributions", "rating_parts", "context_fits", "group_estimate_tasks", "group_estimates", "run_group_numbers",
                            "run_group_tasks", "run_group_members", "run_groups"})
    database.execute("DROP TABLE " + std::string(table));
  for (const auto& [table, column] : {std::pair{"requests", "user_turn"}, {"responses", "reasoning"},
                                      {"responses", "reasoning_tokens"}, {"scores", "extracted"}, {"ratings", "extracted"}})
    database.execute(std::string("ALTER TABLE ") + table + " DROP COLUMN " + column);
  database.execute("PRAGMA user_version = 2");
}

TEST(Store, ASchemaOfVersion1IsBroughtUpToDateAndKeepsItsRows) {
  TempFolder folder;
  const std::string path = folder.path() + "/old.db";
  {
    Store store = Store::open(path);
    begin_example(store, 3);
    make_version_2(store.database());
    for (const auto& [table, column] : {std::pair{"run_tasks", "clusters"}, {"samples", "cluster"}, {"signatures", "options"},
                                        {"estimates", "standard_error"}, {"estimates", "standard_error_within"},
                                        {"estimates", "clusters"}})
      store.database().execute(std::string("ALTER TABLE ") + table + " DROP COLUMN " + column);
    store.database().execute("PRAGMA user_version = 1");
  }
  EXPECT_THAT(error_of([&] { Store::open_for_reading(path); }), HasSubstr("must be brought up to date"));
  const Store store = Store::open(path);
  EXPECT_EQ(store.database().scalar("PRAGMA user_version"), kSchemaVersion);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_samples WHERE cluster IS NULL"), 3);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_estimates"), 0);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_group_estimates"), 0);
}

TEST(Store, ASchemaOfVersion2IsBroughtUpToDateAndKeepsItsAnswers) {
  TempFolder folder;
  const std::string path = folder.path() + "/old.db";
  {
    Store store = Store::open(path);
    const std::string run = begin_example(store, 2);
    RunWriter(store, run).put_response({"m", "t"}, generate_request("s0"), "k", completion("Two."));
    make_version_2(store.database());
  }
  const Store store = Store::open(path);
  EXPECT_EQ(store.database().scalar("PRAGMA user_version"), kSchemaVersion);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_responses WHERE answer = 'Two.' AND user_turn IS NULL AND "
                                    "reasoning IS NULL"),
            1);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_groups"), 0);
}

TEST(Store, MissingFileIsOneSentence) {
  EXPECT_THAT(error_of([] { Store::open_existing("/nowhere/x.db"); }), HasSubstr("there is no store /nowhere/x.db"));
  EXPECT_THAT(error_of([] { Store::open("/nowhere/x.db"); }), HasSubstr("cannot be opened or made"));
  EXPECT_THAT(error_of([] { Store::open("/tmp"); }), HasSubstr("is a folder"));
}

TEST(Store, NewerSchemaIsRefusedWithBothVersions) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  { Store::open(path).database().execute("PRAGMA user_version = 99"); }
  const std::string message = error_of([&] { Store::open(path); });
  EXPECT_THAT(message, HasSubstr(path + " has schema version 99"));
  EXPECT_THAT(message, HasSubstr("up to " + std::to_string(kSchemaVersion)));
  EXPECT_THAT(error_of([&] { Store::open_for_reading(path); }), HasSubstr("version 99"));
}

TEST(Store, FileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  TempFolder folder;
  const std::string text(5000, 'x');
  const std::string path = folder.write("a.db", text);
  EXPECT_THAT(error_of([&] { Store::open(path); }), HasSubstr("it is no SQLite database"));
  EXPECT_THAT(error_of([&] { Store::open_for_reading(path); }), HasSubstr("it is no SQLite database"));
  EXPECT_EQ(assay::test::read_file(path), text);
}

TEST(Store, DatabaseOfAnotherProgramIsRefused) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  {
    const Store store = Store::open(path);
    store.database().execute("PRAGMA application_id = 7");
  }
  EXPECT_THAT(error_of([&] { Store::open(path); }), HasSubstr("of another program"));
}

TEST(Store, DamagedFileIsOneSentence) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  {
    Store store = Store::open(path);
    begin_example(store, 2000);
  }
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 20; page < 60; ++page) {
      file.seekp(page * 4096);
      file << std::string(4096, '\x5a');
    }
  }
  const std::string message = error_of([&] {
    const Store store = Store::open(path);
    StoredRun(store, resolve_run(store, "latest"));
    store.database().scalar("SELECT sum(length(input) + length(run)) FROM v_samples");
  });
  EXPECT_THAT(message, HasSubstr(path + " is damaged"));
}

TEST(Store, ReadOnlyFileCanBeReadAndSaysThatItCannotBeWritten) {
  TempFolder folder;
  const std::string path = folder.path() + "/a #1?.db";
  {
    Store store = Store::open(path);
    begin_example(store, 3);
  }
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  // The superuser may write everything: be somebody else for a moment.
  const bool root = geteuid() == 0;
  if (root) {
    ASSERT_EQ(seteuid(65534), 0);
  }
  const std::string message = error_of([&] { Store::open(path); });
  std::int64_t samples = 0;
  const std::string reading = error_of([&] {
    const Store store = Store::open_for_reading(path);
    samples = store.database().scalar("SELECT count(*) FROM v_samples");
  });
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  chmod(folder.path().c_str(), 0755);
  EXPECT_THAT(message, HasSubstr("read-only"));
  EXPECT_EQ(reading, "");
  EXPECT_EQ(samples, 3);
}

TEST(StoreSlow, LockedDatabaseIsOneSentenceAfterTheTimeout) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  Store first = Store::open(path);
  Store second = Store::open(path);
  first.database().begin();
  EXPECT_THAT(error_of([&] { begin_run(second, example_start()); }), HasSubstr("is locked by another program"));
  first.database().commit();
  EXPECT_EQ(error_of([&] { begin_run(second, example_start()); }), "");
}

TEST(Store, FullDiskIsOneSentenceAndKeepsWhatWasStored) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  int flushed = 0;
  std::string message;
  {
    Store store = Store::open(path);
    const std::string run = begin_example(store, 100);
    const std::int64_t pages = store.database().scalar("PRAGMA page_count");
    store.database().execute("PRAGMA max_page_count = " + std::to_string(pages + 40));
    message = error_of([&] {
      RunWriter writer(store, run);
      for (int i = 0; i < 100; ++i) {
        const Request request = generate_request("s" + std::to_string(i));
        writer.put_response({"m", "t"}, request, key_of(request), completion(std::string(8000, 'x')));
        writer.flush();
        ++flushed;
      }
    });
  }
  EXPECT_THAT(message, HasSubstr("the disk is full"));
  ASSERT_GT(flushed, 5);
  ASSERT_LT(flushed, 100);
  // With room again the same run goes on.
  Store store = Store::open(path);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM responses"), flushed);
  RunWriter writer(store, resolve_run(store, "latest"));
  const Request request = generate_request("s99");
  writer.put_response({"m", "t"}, request, key_of(request), completion("late"));
  writer.flush();
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_responses"), flushed + 1);
}

TEST(Store, FullDiskInTheMiddleOfABatchKeepsWholeAnswers) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  {
    Store store = Store::open(path);
    const std::string run = begin_example(store, 200);
    const std::int64_t pages = store.database().scalar("PRAGMA page_count");
    store.database().execute("PRAGMA max_page_count = " + std::to_string(pages + 60));
    const std::string message = error_of([&] {
      RunWriter writer(store, run);
      for (int i = 0; i < 200; ++i) {
        Request request = generate_request("s" + std::to_string(i));
        request.body =
            Loglikelihood{{"context " + std::to_string(i) + std::string(2000, 'c'), {}}, {"yes", "no", "maybe"}};
        Response response;
        response.body = Loglikelihoods{{{-1.0, 1, 3, true}, {-2.0, 1, 2, false}, {-3.0, 2, 5, false}}};
        writer.put_response({"m", "t"}, request, key_of(request), response);
      }
    });
    EXPECT_THAT(message, HasSubstr("the disk is full"));
  }
  const Store store = Store::open(path);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM requests"),
            store.database().scalar("SELECT count(*) FROM responses"));
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM responses") * 3,
            store.database().scalar("SELECT count(*) FROM response_scores"));
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

TEST(Store, FileSizeLimitLeavesTheStoreWhole) {
  TempFolder folder;
  const std::string path = folder.path() + "/a.db";
  {
    Store store = Store::open(path);
    begin_example(store, 100);
  }
  in_killed_child([&] {
    // The nearest thing to a full disk that needs no rights: no file may grow over the limit.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{600 * 1024, 600 * 1024};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = error_of([&] {
      Store store = Store::open(path);
      RunWriter writer(store, resolve_run(store, "latest"));
      for (int i = 0; i < 100; ++i) {
        const Request request = generate_request("s" + std::to_string(i));
        writer.put_response({"m", "t"}, request, key_of(request), completion(std::string(20000, 'x')));
        writer.flush();
        std::ofstream(folder.path() + "/flushed") << i + 1;
      }
    });
    std::ofstream(folder.path() + "/message") << message;
  });
  const int flushed = std::stoi(assay::test::read_file(folder.path() + "/flushed"));
  EXPECT_GT(flushed, 5);
  EXPECT_LT(flushed, 100);
  EXPECT_THAT(assay::test::read_file(folder.path() + "/message"), HasSubstr(path));
  const Store store = Store::open(path);
  EXPECT_GE(store.database().scalar("SELECT count(*) FROM responses"), flushed);
}

TEST(Store, KilledWriterLosesNothingFlushedAndTheContinuedRunIsTheSame) {
  TempFolder folder;
  const auto answer = [](RunWriter& writer, int from, int to) {
    for (int i = from; i < to; ++i) {
      const Request request = generate_request("s" + std::to_string(i));
      writer.put_response({"m", "t"}, request, key_of(request), completion("answer " + std::to_string(i)));
    }
  };
  const auto conclude = [](Store& store, const std::string& run) {
    RunWriter writer(store, run);
    std::vector<StoredScore> scores;
    for_each_answered(store, run, "m", "t", "answer", [&](const std::string& id, std::span<const Response>) {
      scores.push_back({id, scored(0.1 * static_cast<double>(id.size())), 0});
    });
    writer.replace_scores("m", "t", {"exact_match", "v:1"}, scores);
    end_run(store, run, RunStatus::kFinished, 1.0);
  };
  const std::string killed_path = folder.path() + "/killed.db";
  in_killed_child([&] {
    Store store = Store::open(killed_path);
    RunWriter writer(store, begin_example(store, 50));
    answer(writer, 0, 20);
    writer.flush();
    answer(writer, 20, 30);
    kill(getpid(), SIGKILL);
  });
  Store killed = Store::open(killed_path);
  EXPECT_EQ(killed.database().scalar("SELECT count(*) FROM responses"), 20);
  EXPECT_EQ(list_runs(killed).front().status, "running");
  const std::string run = begin_example(killed, 50);
  {
    RunWriter writer(killed, run);
    const ResponseCache cache(killed);
    for (int i = 0; i < 50; ++i) {
      const Request request = generate_request("s" + std::to_string(i));
      if (cache.find(key_of(request)))
        writer.put_cached({"m", "t"}, request, key_of(request));
      else
        answer(writer, i, i + 1);
    }
  }
  conclude(killed, run);

  Store whole = Store::open(folder.path() + "/whole.db");
  const std::string other = begin_example(whole, 50);
  {
    RunWriter writer(whole, other);
    answer(writer, 0, 50);
  }
  conclude(whole, other);
  EXPECT_EQ(run, other);
  EXPECT_EQ(content_digest(killed, run), content_digest(whole, other));
  EXPECT_EQ(StoredRun(killed, run).usage().cached, 0) << "a continued run asked its own questions itself";
  EXPECT_EQ(StoredRun(killed, run).usage().completion_tokens, StoredRun(whole, other).usage().completion_tokens);
  // And it is no constant: one different bit shows.
  whole.database().execute("UPDATE scores SET value = 0.3 WHERE sample = 's49'");
  EXPECT_NE(content_digest(killed, run), content_digest(whole, other));
}

}  // namespace
}  // namespace assay::store::test
