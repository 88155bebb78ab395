// The module that knows Apache Arrow: opens a file by what it holds and gives its rows.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <fmt/core.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>

#include <filesystem>

#include "datasets/reader/arrow/row_values.h"
#include "datasets/reader/arrow_module.h"
#include "harness/core/error.h"

namespace assay::datasets::arrow_module {
namespace {

// A file may claim any size of what it holds; this ends the claim before the machine's memory does.
constexpr std::int64_t kMaxMemoryBytes = std::int64_t{4} << 30;
constexpr std::int64_t kParquetBatchRows = 1024;
constexpr std::int64_t kMaxMetadataBytes = 64 << 20;
constexpr std::int64_t kMaxBatchRows = std::int64_t{1} << 31;

[[noreturn]] void fail(const std::string& path, std::string_view what, std::string_view reason) {
  throw Error(ErrorKind::kData, fmt::format("{}: {}: {}", path, what, reason));
}

template <class T>
T take(::arrow::Result<T> result, const std::string& path, std::string_view what) {
  if (!result.ok()) fail(path, what, result.status().message());
  return std::move(result).ValueUnsafe();
}

// One pool for all files, which is never freed: Arrow's own threads may let go of the last buffer of a file after its
// reader is gone.
::arrow::MemoryPool* memory() {
  static auto* pool = new ::arrow::CappedMemoryPool(::arrow::system_memory_pool(), kMaxMemoryBytes);
  return pool;
}

// Arrow's file and stream readers, and Parquet's, behind one function.
class Batches {
 public:
  virtual ~Batches() = default;
  virtual std::shared_ptr<::arrow::Schema> schema() const = 0;
  // nullptr at the end.
  virtual std::shared_ptr<::arrow::RecordBatch> next() = 0;
};

class ParquetBatches final : public Batches {
 public:
  ParquetBatches(const std::shared_ptr<::arrow::io::RandomAccessFile>& file, std::string path, ::arrow::MemoryPool* pool)
      : path_(std::move(path)) {
    ::parquet::ReaderProperties properties(pool);
    properties.enable_buffered_stream();  // a page at a time, not a column of a whole row group
    properties.set_page_checksum_verification(true);
    ::parquet::arrow::FileReaderBuilder builder;
    if (const auto opened = builder.Open(file, properties); !opened.ok())
      fail(path_, "cannot be read as Parquet", opened.message());
    ::parquet::ArrowReaderProperties arrow_properties(false);
    arrow_properties.set_batch_size(kParquetBatchRows);
    arrow_properties.set_pre_buffer(false);
    reader_ = take(builder.memory_pool(pool)->properties(arrow_properties)->Build(), path_, "cannot be read as Parquet");
    num_rows_ = reader_->parquet_reader()->metadata()->num_rows();
    batches_ = take(reader_->GetRecordBatchReader(), path_, "cannot be read as Parquet");
  }

  std::shared_ptr<::arrow::Schema> schema() const override { return batches_->schema(); }

  std::shared_ptr<::arrow::RecordBatch> next() override {
    auto batch = take(batches_->Next(), path_, "the file is damaged");
    if (batch) rows_read_ += batch->num_rows();
    if (!batch && rows_read_ != num_rows_)
      fail(path_, "the file is damaged", fmt::format("it promises {} rows and holds {}", num_rows_, rows_read_));
    return batch;
  }

 private:
  std::string path_;
  std::unique_ptr<::parquet::arrow::FileReader> reader_;
  std::shared_ptr<::arrow::RecordBatchReader> batches_;
  std::int64_t num_rows_ = 0;
  std::int64_t rows_read_ = 0;
};

::arrow::ipc::IpcReadOptions ipc_options(::arrow::MemoryPool* pool) {
  auto options = ::arrow::ipc::IpcReadOptions::Defaults();
  options.memory_pool = pool;
  options.use_threads = false;
  options.max_recursion_depth = 100;
  return options;
}

class IpcFileBatches final : public Batches {
 public:
  IpcFileBatches(const std::shared_ptr<::arrow::io::RandomAccessFile>& file, std::string path, ::arrow::MemoryPool* pool)
      : path_(std::move(path)) {
    reader_ =
        take(::arrow::ipc::RecordBatchFileReader::Open(file, ipc_options(pool)), path_, "cannot be read as an Arrow file");
  }

  std::shared_ptr<::arrow::Schema> schema() const override { return reader_->schema(); }

  std::shared_ptr<::arrow::RecordBatch> next() override {
    if (at_ >= reader_->num_record_batches()) return nullptr;
    return take(reader_->ReadRecordBatch(at_++), path_, "the file is damaged");
  }

 private:
  std::string path_;
  std::shared_ptr<::arrow::ipc::RecordBatchFileReader> reader_;
  int at_ = 0;
};

class IpcStreamBatches final : public Batches {
 public:
  IpcStreamBatches(std::shared_ptr<::arrow::io::RandomAccessFile> file, std::string path, ::arrow::MemoryPool* pool,
                   bool must_end)
      : path_(std::move(path)), file_(std::move(file)), must_end_(must_end) {
    reader_ = take(::arrow::ipc::RecordBatchStreamReader::Open(file_.get(), ipc_options(pool)), path_,
                   "cannot be read as an Arrow stream");
  }

  std::shared_ptr<::arrow::Schema> schema() const override { return reader_->schema(); }

  std::shared_ptr<::arrow::RecordBatch> next() override {
    auto batch = take(reader_->Next(), path_, "the file is damaged");
    if (!batch) check_end();
    return batch;
  }

 private:
  // Arrow takes the end of the file for the end of the stream, so that a file cut between two batches looks whole.
  void check_end() {
    if (!must_end_) return;
    static constexpr std::string_view kEnd("\xFF\xFF\xFF\xFF\0\0\0\0", 8);
    const std::int64_t end = take(file_->Tell(), path_, "cannot be read");
    if (end >= 8) {
      const auto bytes = take(file_->ReadAt(end - 8, 8), path_, "cannot be read");
      if (std::string_view(*bytes) == kEnd) return;
    }
    fail(path_, "the file is cut off", "the stream has no end marker behind its last batch");
  }

  std::string path_;
  std::shared_ptr<::arrow::io::RandomAccessFile> file_;
  std::shared_ptr<::arrow::ipc::RecordBatchStreamReader> reader_;
  bool must_end_;
};

std::unique_ptr<Batches> open_batches(const std::shared_ptr<::arrow::io::ReadableFile>& file, const std::string& path,
                                      ::arrow::MemoryPool* pool) {
  const std::int64_t size = take(file->GetSize(), path, "cannot be read");
  const auto head = take(file->ReadAt(0, std::min<std::int64_t>(size, 8)), path, "cannot be read");
  const std::string_view magic(*head);
  if (magic.starts_with("PAR1")) return std::make_unique<ParquetBatches>(file, path, pool);
  if (magic.starts_with("PARE")) fail(path, "is encrypted Parquet", "expected a file without encryption");
  if (magic.starts_with("FEA1")) fail(path, "is in the first Feather format", "expected Feather 2 (Arrow IPC), or Parquet");
  if (magic.starts_with("ARROW1")) return std::make_unique<IpcFileBatches>(file, path, pool);
  if (size < 8) fail(path, fmt::format("is {} bytes long", size), "expected Parquet or Arrow IPC");
  // A stream begins with FFFFFFFF and the size of its schema; before Arrow 0.15 with the size alone.
  const bool is_modern = magic.starts_with("\xFF\xFF\xFF\xFF");
  const std::size_t at = is_modern ? 4 : 0;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length |= static_cast<std::uint32_t>(static_cast<unsigned char>(magic[at + i])) << (8 * i);
  if (length == 0 || length > kMaxMetadataBytes || length > size)
    fail(path, "is neither Parquet nor Arrow IPC", "expected a file that begins with PAR1, ARROW1 or an Arrow stream");
  if (const auto sought = file->Seek(0); !sought.ok()) fail(path, "cannot be read", sought.message());
  return std::make_unique<IpcStreamBatches>(file, path, pool, is_modern);
}

class OpenFile final : public ArrowFile {
 public:
  explicit OpenFile(const std::string& path) : path_(path) {
    guarded([&] {
      const auto file = take(::arrow::io::ReadableFile::Open(path, memory()), path, "cannot be opened");
      batches_ = open_batches(file, path, memory());
      schema_ = batches_->schema();
      check_schema(*schema_, path);
    });
  }

  bool next(Value& row) override {
    bool any = false;
    guarded([&] {
      while (!batch_ || at_ >= batch_->num_rows()) {
        batch_ = batches_->next();
        at_ = 0;
        if (!batch_) return;
        check_batch();
      }
      ++row_number_;
      row = values_.row(*batch_, at_++, fmt::format("{}: row {}", path_, row_number_));
      any = true;
    });
    return any;
  }

  std::int64_t row_number() const override { return row_number_; }
  std::vector<ColumnInfo> columns() const override { return columns_of(*schema_); }

  std::string metadata(const std::string& key) const override {
    if (!schema_->metadata()) return "";
    return schema_->metadata()->Get(key).ValueOr("");
  }

 private:
  // Arrow gives a Status, Parquet may throw, and both may run out of memory on what a broken file claims.
  template <class Work>
  void guarded(const Work& work) {
    try {
      work();
    } catch (const Error&) {
      throw;
    } catch (const std::bad_alloc&) {
      fail(path_, "the file is damaged", "it claims more memory than there is");
    } catch (const std::exception& e) {
      fail(path_, "the file is damaged", e.what());
    }
  }

  void check_batch() {
    const std::string what = fmt::format("the rows from {} on are damaged", row_number_ + 1);
    if (batch_->num_rows() > kMaxBatchRows) fail(path_, what, "a batch claims more than 2^31 of them");
    if (const auto valid = batch_->ValidateFull(); !valid.ok()) fail(path_, what, valid.message());
  }

  std::string path_;
  std::unique_ptr<Batches> batches_;
  std::shared_ptr<::arrow::Schema> schema_;
  std::shared_ptr<::arrow::RecordBatch> batch_;
  RowValues values_;
  std::int64_t at_ = 0;
  std::int64_t row_number_ = 0;
};

ArrowFile* open(const std::string& path) {
  // A folder opens like a file and only then fails to be read.
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) fail(path, "is a folder", "expected a Parquet or Arrow file");
  return std::make_unique<OpenFile>(path).release();
}

}  // namespace
}  // namespace assay::datasets::arrow_module

extern "C" {
extern const assay::datasets::ArrowModule assay_arrow_module;
const assay::datasets::ArrowModule assay_arrow_module = {assay::datasets::kArrowModuleBuild,
                                                        &assay::datasets::arrow_module::open};
}
