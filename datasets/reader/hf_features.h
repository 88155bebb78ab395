#pragma once

#include <string>
#include <vector>

#include "harness/core/reader.h"

namespace assay::datasets {

/// Adds to columns what HuggingFace's library wrote into the schema's metadata: `metadata` is the JSON text under the key
/// "huggingface" ("" for none). A column of the feature ClassLabel gets that type and the names of its classes; nested
/// ones are found under "answers.kind" and "tags[]". Metadata that is no such JSON changes nothing.
std::vector<ColumnInfo> with_class_names(std::vector<ColumnInfo> columns, const std::string& metadata);

/// The same from the features themselves: a JSON object of column -> feature.
std::vector<ColumnInfo> with_class_names(std::vector<ColumnInfo> columns, const Value& features);

/// The columns that a list of features describes, as the dataset viewer gives them:
/// `[{"name": "label", "type": {"_type": "ClassLabel", "names": [..]}}, ..]`. Nested ones follow their parent.
std::vector<ColumnInfo> columns_of_features(const Value& features);

}  // namespace assay::datasets
