#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

#include "backends/local/kernels/kernels.h"

namespace assay::local {

/// A piece of a parallel loop, by reference: called as `f(begin, end, worker)`. The callable must outlive the loop.
class LoopBody {
 public:
  template <class Function, class = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<Function>, LoopBody>>>
  LoopBody(Function&& function)
      : object_(const_cast<void*>(static_cast<const void*>(&function))),
        call_([](void* object, std::int64_t begin, std::int64_t end, int worker) {
          (*static_cast<std::remove_reference_t<Function>*>(object))(begin, end, worker);
        }) {}

  void operator()(std::int64_t begin, std::int64_t end, int worker) const { call_(object_, begin, end, worker); }

 private:
  friend class ThreadPool;
  using Call = void (*)(void*, std::int64_t, std::int64_t, int);
  LoopBody(void* object, Call call) : object_(object), call_(call) {}

  void* object_;
  Call call_;
};

/// Threads that share loops over kernels. Idle threads spin for some microseconds, then sleep.
/// Threads: one loop at a time; a loop's body must not start another on the same pool and must not throw.
class ThreadPool {
 public:
  /// The caller of a loop is one of the `threads` (at least 1).
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(workers_.size()) + 1; }

  /// Calls `body(begin, end, worker)` on pieces that cover [0, n) once, worker in [0, size()), and returns when all are
  /// done. Pieces are at least `grain` long (but for the last) and given out as threads become free. With one thread,
  /// or where there is one piece, the body runs here at once.
  void parallel_for(std::int64_t n, LoopBody body, std::int64_t grain = 1);

 private:
  void work(int worker);
  void run_pieces(std::uint32_t loop, int worker);

  // The loop under way: its number in the upper half and the next piece in the lower half. Who advances it with the
  // number that he knows owns that piece, and then the fields below are that loop's: they change only when every piece
  // is done.
  std::atomic<std::uint64_t> next_{0};
  std::atomic<void*> object_{nullptr};
  std::atomic<LoopBody::Call> call_{nullptr};
  std::atomic<std::int64_t> n_{0};
  std::atomic<std::int64_t> piece_{1};
  std::atomic<std::uint32_t> num_pieces_{0};
  std::atomic<std::uint32_t> done_{0};
  std::atomic<std::uint32_t> loop_{0};  // what idle threads wait on: the last loop's number
  std::atomic<bool> stop_{false};
  std::vector<std::thread> workers_;
};

/// y = x W^T over all of a pool: few rows are dealt by panels, many also by rows. The bits are those of one call of
/// `gemm`. Shapes: x [m, k] with row stride ldx; y [m, n] with row stride ldy.
void parallel_gemm(ThreadPool& pool, const KernelTable& table, const float* x, std::int64_t ldx, std::int64_t m,
                   const PackedMatrix& w, float* y, std::int64_t ldy);

}  // namespace assay::local
