#include "backends/local/weights/mapped_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "backends/local/weights/weight_error.h"

namespace assay::local {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

/// A file descriptor that is closed at the end of its scope: a mapping outlives it.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

}  // namespace

MappedFile::MappedFile(const std::string& path) : path_(path) {
  // O_NONBLOCK: opening a named pipe must not wait for its writer before it can be refused below.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.fd < 0) {
    const int error = errno;
    if (error == ENOENT) refuse(path, "no such file; expected a file of weights");
    refuse(path, fmt::format("cannot be opened: {}", reason(error)));
  }
  struct stat status {};
  if (::fstat(file.fd, &status) != 0) refuse(path, fmt::format("cannot be examined: {}", reason(errno)));
  if (S_ISDIR(status.st_mode)) refuse(path, "is a folder; expected a file");
  if (!S_ISREG(status.st_mode))
    refuse(path, "is not a regular file; weights are mapped into memory, so a pipe or device will not do");
  if (status.st_size == 0) refuse(path, "is empty (0 bytes)");
  size_ = static_cast<std::size_t>(status.st_size);
  void* mapping = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.fd, 0);
  if (mapping == MAP_FAILED) refuse(path, fmt::format("{} bytes cannot be mapped: {}", size_, reason(errno)));
  data_ = static_cast<const std::byte*>(mapping);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace assay::local
