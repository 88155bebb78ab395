#include "backends/local/kernels/parallel.h"

#include <algorithm>

#include "harness/core/check.h"

namespace assay::local {
namespace {

// About 20 microseconds: longer than the gap between two loops of a forward pass, shorter than a time slice.
constexpr int kSpins = 1000;
// More pieces than threads, so that a thread that was held up leaves its share to the others.
constexpr std::int64_t kPiecesPerThread = 4;

constexpr std::uint64_t kNoPiece = 0xffffffffu;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

template <class T>
void wait_while(const std::atomic<T>& value, T old) {
  for (int i = 0; i < kSpins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    pause();
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

ThreadPool::ThreadPool(int threads) {
  ASSAY_CHECK(threads >= 1);
  for (int worker = 1; worker < threads; ++worker) workers_.emplace_back([this, worker] { work(worker); });
}

ThreadPool::~ThreadPool() {
  stop_.store(true, std::memory_order_release);
  loop_.fetch_add(1, std::memory_order_release);
  loop_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run_pieces(std::uint32_t loop, int worker) {
  std::uint64_t next = next_.load(std::memory_order_acquire);
  for (;;) {
    if (static_cast<std::uint32_t>(next >> 32) != loop) return;
    const LoopBody body(object_.load(std::memory_order_acquire), call_.load(std::memory_order_acquire));
    const std::int64_t n = n_.load(std::memory_order_acquire);
    const std::int64_t piece = piece_.load(std::memory_order_acquire);
    const std::uint32_t num_pieces = num_pieces_.load(std::memory_order_acquire);
    const auto index = static_cast<std::uint32_t>(next);
    if (index >= num_pieces) return;
    if (!next_.compare_exchange_weak(next, next + 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
    const std::int64_t begin = index * piece;
    body(begin, std::min(n, begin + piece), worker);
    if (done_.fetch_add(1, std::memory_order_acq_rel) + 1 == num_pieces) {
      done_.notify_one();
      return;
    }
    next = next_.load(std::memory_order_acquire);
  }
}

void ThreadPool::work(int worker) {
  std::uint32_t seen = 0;
  for (;;) {
    wait_while(loop_, seen);
    if (stop_.load(std::memory_order_acquire)) return;
    seen = loop_.load(std::memory_order_acquire);
    run_pieces(seen, worker);
  }
}

void ThreadPool::parallel_for(std::int64_t n, LoopBody body, std::int64_t grain) {
  if (n <= 0) return;
  const std::int64_t wanted = size() * kPiecesPerThread;
  const std::int64_t piece = std::max({std::int64_t{1}, grain, (n + wanted - 1) / wanted});
  const auto num_pieces = static_cast<std::uint32_t>((n + piece - 1) / piece);
  if (size() == 1 || num_pieces == 1) {
    body(0, n, 0);
    return;
  }
  const std::uint32_t loop = loop_.load(std::memory_order_relaxed) + 1;
  const std::uint64_t first = static_cast<std::uint64_t>(loop) << 32;
  // No piece of the finished loop can be taken from here on: a thread that reads a field below fails to advance
  // `next_`.
  next_.store(first | kNoPiece, std::memory_order_release);
  object_.store(body.object_, std::memory_order_release);
  call_.store(body.call_, std::memory_order_release);
  n_.store(n, std::memory_order_release);
  piece_.store(piece, std::memory_order_release);
  num_pieces_.store(num_pieces, std::memory_order_release);
  done_.store(0, std::memory_order_release);
  next_.store(first, std::memory_order_release);
  loop_.store(loop, std::memory_order_release);
  loop_.notify_all();
  run_pieces(loop, 0);
  for (;;) {
    const std::uint32_t done = done_.load(std::memory_order_acquire);
    if (done == num_pieces) return;
    wait_while(done_, done);
  }
}

void parallel_gemm(ThreadPool& pool, const KernelTable& table, const float* x, std::int64_t ldx, std::int64_t m,
                   const PackedMatrix& w, float* y, std::int64_t ldy) {
  // Each piece packs its rows and decodes its panels anew, so neither side of it may be small; yet there should be some
  // pieces for each thread.
  constexpr std::int64_t kRows = 128, kPanels = 24;
  const std::int64_t panels = w.num_panels();
  const std::int64_t row_parts = m < 2 * kRows ? 1 : (m + kRows - 1) / kRows;
  const std::int64_t wanted = pool.size() == 1 ? 1 : (2 * pool.size() + row_parts - 1) / row_parts;
  const std::int64_t panel_parts = std::clamp<std::int64_t>(
      m < kRows / 4 ? 4 * pool.size() : std::max(wanted, panels / kPanels), 1, std::max<std::int64_t>(panels, 1));
  pool.parallel_for(row_parts * panel_parts, [&](std::int64_t begin, std::int64_t end, int) {
    for (std::int64_t part = begin; part < end; ++part) {
      const std::int64_t row_part = part / panel_parts, panel_part = part % panel_parts;
      const std::int64_t row = row_part * m / row_parts, row_end = (row_part + 1) * m / row_parts;
      table.gemm(x + row * ldx, ldx, row_end - row, w, y + row * ldy, ldy, panel_part * panels / panel_parts,
                 (panel_part + 1) * panels / panel_parts);
    }
  });
}

}  // namespace assay::local
