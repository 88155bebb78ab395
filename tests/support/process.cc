#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include "tests/support/shared.h"

namespace assay::test {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void start_program(const std::vector<std::string>& command, const ProcessOptions& options, int in, int out,
                                int err) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) _exit(126);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

// Reads both pipes to their end, sending the signal when its time has come.
void collect(pid_t pid, int out, int err, const ProcessOptions& options, ProcessResult& result) {
  const auto start = Clock::now();
  bool sent = !options.signal.has_value();
  std::array<pollfd, 2> polls = {pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<std::string*, 2> texts = {&result.out, &result.err};
  int open = 2;
  while (open > 0) {
    poll(polls.data(), polls.size(), 5);
    if (!sent && Clock::now() - start >= std::chrono::milliseconds(options.after_ms)) {
      kill(pid, *options.signal);
      sent = true;
    }
    for (std::size_t i = 0; i < polls.size(); ++i) {
      if ((polls[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      std::array<char, 8192> buffer;
      const ssize_t size = read(polls[i].fd, buffer.data(), buffer.size());
      if (size > 0) {
        texts[i]->append(buffer.data(), static_cast<std::size_t>(size));
      } else {
        polls[i].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& command, const ProcessOptions& options) {
  const TempFolder folder;
  const std::string input = folder.write("stdin", options.input);
  const int in = open(input.c_str(), O_RDONLY | O_CLOEXEC);
  std::array<int, 2> out{}, err{};
  if (in < 0 || pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("cannot make pipes");
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("cannot fork");
  if (pid == 0) start_program(command, options, in, out[1], err[1]);
  close(in);
  close(out[1]);
  close(err[1]);
  ProcessResult result;
  collect(pid, out[0], err[0], options, result);
  close(out[0]);
  close(err[0]);
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  result.peak_kib = usage.ru_maxrss;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string assay_program() { return ASSAY_BINARY_DIR "/assay"; }

}  // namespace assay::test
