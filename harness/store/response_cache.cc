#include "harness/store/response_cache.h"

#include <utility>

namespace assay::store {
namespace {

Loglikelihoods read_continuations(Database& database, const std::string& key) {
  Loglikelihoods out;
  Query query = database.query(
      "SELECT logprob, num_tokens, num_bytes, is_greedy FROM response_scores WHERE key = ?1 ORDER BY position");
  query.bind(1, key);
  while (query.next())
    out.continuations.push_back(
        {query.real(0), static_cast<int>(query.integer(1)), static_cast<int>(query.integer(2)), query.integer(3) != 0});
  return out;
}

std::vector<TokenLogprob> read_tokens(Database& database, const std::string& key) {
  std::vector<TokenLogprob> out;
  Query query = database.query("SELECT token, logprob FROM response_tokens WHERE key = ?1 ORDER BY position");
  query.bind(1, key);
  while (query.next()) out.push_back({query.text(0), query.real(1)});
  return out;
}

}  // namespace

std::optional<Response> ResponseCache::find(const std::string& key) const {
  Query query = database_->query(
      "SELECT text, finish, prompt_tokens, completion_tokens, cost, seconds, first_token_seconds, reasoning, reasoning_tokens "
      "FROM responses WHERE key = ?1");
  query.bind(1, key);
  if (!query.next()) return std::nullopt;
  Response response;
  // A generated answer has a reason why it ended, also when its text is empty.
  if (!query.is_null(1))
    response.body = Completion{query.text(0), finish_reason_from(query.text(1)), read_tokens(*database_, key),
                               query.text(7)};
  else
    response.body = read_continuations(*database_, key);
  response.usage = {query.integer(2), query.integer(3), query.optional_real(4)};
  if (!query.is_null(8)) response.usage.reasoning_tokens = query.integer(8);
  response.timing = {query.real(5), query.optional_real(6)};
  return response;
}

std::vector<std::optional<Response>> ResponseCache::find_all(std::span<const std::string> keys) const {
  std::vector<std::optional<Response>> found;
  found.reserve(keys.size());
  for (const std::string& key : keys) found.push_back(find(key));
  return found;
}

}  // namespace assay::store
