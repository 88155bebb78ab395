#include "backends/local/kernels/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace assay::local {
namespace {

TEST(ThreadPool, EveryIndexIsVisitedOnceByAWorkerOfThePool) {
  for (const int threads : {1, 2, 3, 5}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.size(), threads);
    for (const std::int64_t n : {0, 1, 2, 3, 7, 8, 64, 1000}) {
      std::vector<int> visits(static_cast<std::size_t>(n), 0);
      std::atomic<bool> worker_in_range{true};
      pool.parallel_for(n, [&](std::int64_t begin, std::int64_t end, int worker) {
        if (worker < 0 || worker >= threads) worker_in_range = false;
        for (std::int64_t i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
      });
      EXPECT_EQ(visits, std::vector<int>(static_cast<std::size_t>(n), 1)) << threads << " threads";
      EXPECT_TRUE(worker_in_range);
    }
  }
}

TEST(ThreadPool, ManyShortLoopsSeeEachOthersResults) {
  ThreadPool pool(3);
  std::vector<std::int64_t> values(17, 0);
  for (int loop = 0; loop < 20000; ++loop) {
    const std::int64_t n = 1 + loop % 17;
    pool.parallel_for(n, [&](std::int64_t begin, std::int64_t end, int) {
      for (std::int64_t i = begin; i < end; ++i) ++values[static_cast<std::size_t>(i)];
    });
  }
  for (std::int64_t i = 0; i < 17; ++i) {
    std::int64_t expected = 0;
    for (int loop = 0; loop < 20000; ++loop) expected += i < 1 + loop % 17 ? 1 : 0;
    EXPECT_EQ(values[static_cast<std::size_t>(i)], expected);
  }
}

TEST(ThreadPool, WakesThreadsThatSleep) {
  ThreadPool pool(2);
  for (int loop = 0; loop < 5; ++loop) {
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    std::atomic<std::int64_t> sum{0};
    pool.parallel_for(100, [&](std::int64_t begin, std::int64_t end, int) {
      for (std::int64_t i = begin; i < end; ++i) sum += i;
    });
    EXPECT_EQ(sum.load(), 4950);
  }
}

TEST(ThreadPool, PiecesAreAtLeastTheGrain) {
  ThreadPool pool(2);
  std::atomic<int> pieces{0};
  pool.parallel_for(
      100,
      [&](std::int64_t begin, std::int64_t end, int) {
        EXPECT_TRUE(end - begin == 30 || (begin == 90 && end == 100)) << begin << " " << end;
        ++pieces;
      },
      30);
  EXPECT_EQ(pieces.load(), 4);
}

TEST(ThreadPool, OneThreadRunsTheLoopInOnePieceHere) {
  ThreadPool pool(1);
  const std::thread::id here = std::this_thread::get_id();
  int calls = 0;
  pool.parallel_for(1000, [&](std::int64_t begin, std::int64_t end, int worker) {
    EXPECT_EQ(std::this_thread::get_id(), here);
    EXPECT_EQ(begin, 0);
    EXPECT_EQ(end, 1000);
    EXPECT_EQ(worker, 0);
    ++calls;
  });
  EXPECT_EQ(calls, 1);
}

TEST(ThreadPool, StartsAndStopsWithoutWork) {
  for (int i = 0; i < 50; ++i) ThreadPool pool(1 + i % 4);
}

}  // namespace
}  // namespace assay::local
