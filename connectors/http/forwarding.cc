#include "connectors/http/forwarding.h"

#include <charconv>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>

#include "connectors/http/routes.h"

namespace donthu::http {
namespace {

constexpr auto look_interval = std::chrono::milliseconds(50);
constexpr std::string_view elsewhere_reason = "partition-elsewhere";

void add_header(std::string& head, std::string_view name, std::string_view value) {
  if (!value.empty()) (((head += name) += ": ") += value) += "\r\n";
}

// All that a route reads of a request that changes something.
Errand errand_of(const Call& call, const std::string& self) {
  Errand out;
  ((out.head += "POST ") += call.target) += " HTTP/1.1\r\n";
  add_header(out.head, "Donthu-Forwarded", self);
  add_header(out.head, "Content-Type", call.content_type);
  add_header(out.head, "Idempotency-Key", call.idempotency_key);
  add_header(out.head, "If-Match", call.if_match);
  add_header(out.head, "Donthu-Officer", call.officer);
  add_header(out.head, "Donthu-Unit", call.unit);
  add_header(out.head, "Donthu-On-Behalf-Of", call.on_behalf_of);
  add_header(out.head, "Donthu-Delegation", call.delegation);
  out.body = call.body;
  return out;
}

bool says_elsewhere(const Reply& reply) {
  return reply.status == 503 &&
         reply.body.find("\"reason\":\"partition-elsewhere\"") != std::string::npos;
}

Reply outcome_unknown() {
  return problem(Error{ErrorCode::outcome_unknown,
                       "outcome-unknown",
                       "The node that was asked did not answer: it may or may not have been done.",
                       "Nút xử lý không trả lời: chưa rõ đã ghi hay chưa.",
                       {},
                       "Ask again with the same Idempotency-Key: it is never done twice."});
}

class Carrying {
 public:
  Carrying(Shared& shared, const Call& call, Error error,
           std::function<awaitable<Result<Reply>>()> again)
      : shared_(shared), call_(call), error_(std::move(error)), again_(std::move(again)) {}

  awaitable<Reply> run() {
    const auto& options = shared_.service.options;
    const auto limit = steady_ms() + options.peer_answer_ms + options.owner_wait_ms;
    auto until = steady_ms() + options.owner_wait_ms;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
      const auto owner = other_owner();
      if (owner) {
        // Two nodes that take each other for the owner must not play ball.
        if (!call_.forwarded.empty()) break;
        const auto begun = steady_ms();
        if (co_await bring(*owner)) co_return std::move(reply_);
        // The time that a lost errand took is none in which an owner was looked for.
        if (lost_) until = std::min(limit, until + steady_ms() - begun);
      }
      if (steady_ms() >= until) break;
      timer.expires_after(look_interval);
      boost::system::error_code ignored;
      co_await timer.async_wait(asio::redirect_error(use_awaitable, ignored));
      const bool may_be_ours = !other_owner();
      if (may_be_ours && co_await carried_out_here()) co_return std::move(reply_);
    }
    if (ever_lost_) co_return outcome_unknown();
    co_return problem(error_);
  }

 private:
  std::optional<runtime::Node> other_owner() const {
    const auto& engine = shared_.service.engine;
    auto owner = engine.owner(*elsewhere(error_));
    const auto* self = engine.self();
    if (owner && self != nullptr && owner->name == self->name) owner.reset();
    return owner;
  }

  awaitable<bool> bring(const runtime::Node& owner) {
    const auto* self = shared_.service.engine.self();
    const auto errand = errand_of(call_, self == nullptr ? "?" : self->name);
    std::function<bool()> wanted = [&] {
      const auto now = shared_.service.engine.owner(*elsewhere(error_));
      return !now || now->name == owner.name;
    };
    auto brought = co_await shared_.peers.run(owner.address, errand, std::move(wanted));
    auto& metrics = shared_.service.metrics;
    lost_ = brought.end == Brought::End::lost;
    const bool answered = brought.end == Brought::End::answered;
    auto& count = answered ? metrics.errands_answered
                  : lost_  ? metrics.errands_lost
                           : metrics.errands_not_sent;
    count.fetch_add(1);
    ever_lost_ = ever_lost_ || lost_;
    reply_ = std::move(brought.reply);
    co_return answered && !says_elsewhere(reply_);
  }

  awaitable<bool> carried_out_here() {
    auto result = co_await again_();
    if (!result && elsewhere(result.error())) {
      error_ = std::move(result).error();
      co_return false;
    }
    reply_ = result ? *std::move(result) : problem(result.error());
    co_return true;
  }

  Shared& shared_;
  const Call& call_;
  Error error_;
  std::function<awaitable<Result<Reply>>()> again_;
  Reply reply_;
  bool lost_ = false;       // The last errand.
  bool ever_lost_ = false;  // Any.
};

}  // namespace

std::optional<PartitionId> elsewhere(const Error& error) {
  PartitionId out;
  if (error.code != ErrorCode::unavailable || error.reason != elsewhere_reason) return std::nullopt;
  const auto* const end = error.field.data() + error.field.size();
  if (std::from_chars(error.field.data(), end, out.value).ptr != end) return std::nullopt;
  return out;
}

awaitable<Reply> carry_out_elsewhere(Shared& shared, const Call& call, Error error,
                                     std::function<awaitable<Result<Reply>>()> again) {
  Carrying carrying(shared, call, std::move(error), std::move(again));
  co_return co_await carrying.run();
}

}  // namespace donthu::http
