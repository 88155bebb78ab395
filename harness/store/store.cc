#include "harness/store/store.h"

namespace assay::store {

Store Store::open(const std::string& path) {
  return Store(std::make_unique<Database>(path, Database::Mode::kReadWriteCreate));
}

Store Store::open_existing(const std::string& path) {
  return Store(std::make_unique<Database>(path, Database::Mode::kReadWrite));
}

Store Store::open_for_reading(const std::string& path) {
  return Store(std::make_unique<Database>(path, Database::Mode::kReadOnly));
}

}  // namespace assay::store
