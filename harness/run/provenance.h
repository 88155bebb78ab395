#pragma once

#include <string>

namespace assay::run {

/// The commit of the git checkout that holds `folder`, as 40 hexadecimal digits; "" where there is none. Reads files only.
std::string git_commit(const std::string& folder);

/// What the machine is: CPU model and number of processors. Never the host's name.
std::string machine_description();

}  // namespace assay::run
