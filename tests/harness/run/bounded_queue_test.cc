#include "harness/run/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace assay::run {
namespace {

using std::chrono::milliseconds;

TEST(BoundedQueue, GivesElementsInOrder) {
  BoundedQueue<int> queue(4);
  queue.push(1);
  queue.push(2);
  EXPECT_EQ(queue.pop(milliseconds(10)), 1);
  EXPECT_EQ(queue.pop(milliseconds(10)), 2);
  EXPECT_EQ(queue.pop(milliseconds(1)), std::nullopt);
}

TEST(BoundedQueue, AFullQueueMakesTheWriterWait) {
  BoundedQueue<int> queue(2);
  std::atomic<int> pushed = 0;
  std::jthread writer([&] {
    for (int i = 0; i < 5; ++i) {
      queue.push(i);
      ++pushed;
    }
  });
  std::this_thread::sleep_for(milliseconds(30));
  EXPECT_LE(pushed.load(), 2);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(queue.pop(milliseconds(1000)), i);
}

TEST(BoundedQueue, ClosingWakesWritersAndRefusesMore) {
  BoundedQueue<int> queue(1);
  queue.push(1);
  std::jthread writer([&] { EXPECT_FALSE(queue.push(2)); });
  std::this_thread::sleep_for(milliseconds(20));
  queue.close();
  writer.join();
  EXPECT_FALSE(queue.finished());
  EXPECT_EQ(queue.pop(milliseconds(1)), 1);
  EXPECT_TRUE(queue.finished());
}

}  // namespace
}  // namespace assay::run
