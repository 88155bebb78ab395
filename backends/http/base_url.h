#pragma once

#include <string>
#include <string_view>

namespace assay::backends {

/// The address of an API in one spelling: scheme and host in lower case, no default port, no slash at the end.
/// Throws: Error(kConfig) with a sentence for anything but http(s)://host[:port][/path], for a user name or password in
/// it (which the message does not repeat), and for a query or fragment.
std::string normalised_base_url(std::string_view url);

/// A URL for messages: without user, password, query and fragment.
std::string shown_url(std::string_view url);

/// Whether the host of the URL is this machine: localhost, 127.x.y.z or [::1].
bool is_loopback(std::string_view url);

}  // namespace assay::backends
