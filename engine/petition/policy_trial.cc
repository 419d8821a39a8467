#include "engine/petition/policy_trial.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/event/petition_values.h"
#include "engine/registry/registry.h"

namespace donthu::petition {
namespace {

using policy::Value;

template <event::NamedEnum Enum>
std::set<std::string> names_of() {
  std::set<std::string> names;
  for (const auto& [value, name] : event::EnumNames<Enum>::values) names.emplace(name);
  return names;
}

// The words that an input can be whatever the table says.
std::set<std::string> words_of(const std::string& input) {
  if (input == "kind") return names_of<event::PetitionKind>();
  if (input == "instance") return names_of<event::Instance>();
  if (input == "level") return names_of<event::UnitLevel>();
  if (input == "role") return names_of<event::OfficeRole>();
  if (input == "ground") return names_of<event::SuspensionGround>();
  if (input == "scope") return names_of<event::WithdrawalScope>();
  if (input == "channel") return names_of<event::Channel>();
  if (input == "succession") return names_of<registry::Succession::Outcome>();
  if (input == "verb") return {verbs().begin(), verbs().end()};
  return {"something-else"};  // Purposes and reasons are data.
}

// The texts in quotes in all cells of a table, among them the dates.
std::set<std::string> quoted_in(const policy::Decision& table, std::size_t column) {
  std::set<std::string> found;
  for (const policy::Rule& rule : table.rules) {
    std::string_view cell = rule.inputs[column];
    for (auto open = cell.find('"'); open != cell.npos; open = cell.find('"')) {
      cell.remove_prefix(open + 1);
      const auto close = cell.find('"');
      if (close == cell.npos) break;
      found.emplace(cell.substr(0, close));
      cell.remove_prefix(close + 1);
    }
  }
  return found;
}

policy::List domain(const policy::Decision& table, const std::string& input) {
  if (input == "complex" || input == "remote") return {Value(false), Value(true)};
  if (input == "signatories")
    return {Value(1), Value(2), Value(4), Value(5), Value(10), Value(11), Value(62)};
  if (input == "rung") return {Value(0), Value(1), Value(2), Value(3)};
  std::set<std::string> words = words_of(input);
  std::set<Date> dates{make_date(2019, 1, 1), make_date(2026, 12, 31)};
  for (std::size_t column = 0; column < table.inputs.size(); ++column) {
    if (table.inputs[column].expression.find(input) == std::string::npos) continue;
    for (const std::string& word : quoted_in(table, column)) {
      words.insert(word);
      if (const auto date = parse_date(word))
        dates.insert({*date - days{1}, *date, *date + days{1}});
    }
  }
  policy::List values;
  if (input == "legal_date")
    for (const Date date : dates) values.emplace_back(date);
  else
    for (const std::string& word : words) values.emplace_back(word);
  return values;
}

std::string shown(const policy::Context& question, const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name + " = " + policy::to_string(question.at(name));
  return all;
}

bool is_list_of_verbs(std::string_view text) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (std::ranges::find(verbs(), word) == verbs().end()) return false;
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return true;
}

bool fits(const Value& value, const AnswerColumn& column) {
  const std::string* text = value.string();
  switch (column.kind) {
    case AnswerKind::boolean: return value.boolean() != nullptr;
    case AnswerKind::count:
      return value.integer() && *value.integer() >= 0 && *value.integer() <= 10'000;
    case AnswerKind::slug_or_empty: return text != nullptr && (text->empty() || is_slug(*text));
    case AnswerKind::one_of:
      return text != nullptr && std::ranges::find(column.choices, *text) != column.choices.end();
    case AnswerKind::verbs: return text != nullptr && is_list_of_verbs(*text);
  }
  return false;
}

class Trial {
 public:
  Trial(const policy::DecisionModel& model, const PolicyContract& contract,
        const policy::Decision& table)
      : model_(model), contract_(contract), table_(table) {}

  Status run() {
    DONTHU_TRY(check_shape());
    std::vector<policy::List> domains;
    std::size_t questions = 1;
    for (const std::string& name : table_.input_names) {
      domains.push_back(domain(table_, name));
      questions *= domains.back().size();
      if (questions > trial_questions_limit)
        return wrong(ErrorCode::full, "too-many-questions",
                     "its inputs have more combinations than can be tried",
                     "name fewer words and dates, or fewer inputs");
    }
    std::vector<std::size_t> chosen(domains.size(), 0);
    for (std::size_t asked = 0; asked < questions; ++asked) {
      policy::Context question;
      for (std::size_t i = 0; i < domains.size(); ++i)
        question[table_.input_names[i]] = domains[i][chosen[i]];
      DONTHU_TRY(ask(question));
      std::size_t digit = 0;
      while (digit < chosen.size() && ++chosen[digit] == domains[digit].size()) chosen[digit++] = 0;
    }
    return {};
  }

 private:
  [[nodiscard]] std::unexpected<Error> wrong(ErrorCode code, std::string reason,
                                             const std::string& what, std::string remedy) const {
    return fail(code, std::move(reason),
                "policy '" + std::string(contract_.id) + "', decision '" + table_.id + "': " + what,
                table_.id, std::move(remedy));
  }

  Status check_shape() const {
    using enum policy::HitPolicy;
    if (!table_.is_table)
      return wrong(ErrorCode::invalid, "not-a-table", "it is no decision table",
                   "make it a table, so that its row and citation can be recorded");
    if (table_.hit_policy == rule_order || table_.hit_policy == output_order ||
        table_.hit_policy == collect)
      return wrong(ErrorCode::invalid, "several-rows", "its hit policy gives more than one row",
                   "use U, A, F or P");
    for (const std::string& name : table_.input_names)
      if (std::ranges::find(question_names(), name) == question_names().end())
        return wrong(ErrorCode::invalid, "input-unknown", "it reads '" + name + "'",
                     "read only what the engine provides");
    for (const AnswerColumn& column : contract_.answers)
      if (std::ranges::find(table_.outputs, column.name, &policy::OutputColumn::name) ==
          table_.outputs.end())
        return wrong(ErrorCode::invalid, "answer-missing",
                     "it has no output '" + std::string(column.name) + "'", "add the column");
    return check_citations();
  }

  Status check_citations() const {
    const auto column = std::ranges::find(table_.annotation_names, "citation");
    if (column == table_.annotation_names.end())
      return wrong(ErrorCode::invalid, "citation-missing", "it has no annotation 'citation'",
                   "add the annotation column and name the article in each row");
    const auto place = static_cast<std::size_t>(column - table_.annotation_names.begin());
    for (std::size_t row = 0; row < table_.rules.size(); ++row)
      if (table_.rules[row].annotations[place].empty())
        return wrong(ErrorCode::invalid, "citation-missing",
                     "row " + std::to_string(row + 1) + " cites nothing",
                     "name the article that the row rests on");
    return {};
  }

  Status ask(const policy::Context& question) const {
    const Result<policy::Outcome> outcome = model_.decide(table_.id, question);
    if (!outcome)
      return wrong(
          outcome.error().code,
          outcome.error().reason == "rules-overlap" ? "rows-overlap" : outcome.error().reason,
          outcome.error().message + " Asked with " + shown(question, table_.input_names),
          outcome.error().remedy);
    if (outcome->matched.empty()) return {};
    for (const AnswerColumn& column : contract_.answers) {
      const auto answer = outcome->outputs.find(std::string(column.name));
      if (answer != outcome->outputs.end() && fits(answer->second, column)) continue;
      return wrong(
          ErrorCode::invalid, "bad-answer",
          "row " + std::to_string(outcome->matched.front().index) + " gives " +
              std::string(column.name) + " = " +
              (answer == outcome->outputs.end() ? "nothing" : policy::to_literal(answer->second)),
          "give what the engine understands there (see rule_words.h)");
    }
    return {};
  }

  const policy::DecisionModel& model_;
  const PolicyContract& contract_;
  const policy::Decision& table_;
};

}  // namespace

Status try_policy(const policy::DecisionModel& model, const PolicyContract& contract) {
  const auto table = std::ranges::find(model.decisions(), contract.decision, &policy::Decision::id);
  if (table == model.decisions().end())
    return fail(ErrorCode::invalid, "decision-missing",
                "policy '" + std::string(contract.id) + "' has no decision '" +
                    std::string(contract.decision) + "'",
                std::string(contract.decision), "give the decision that id");
  return Trial(model, contract, *table).run();
}

bool has_term(const policy::DecisionModel& terms, std::string_view purpose, std::string_view kind,
              std::string_view instance) {
  const auto table = std::ranges::find(terms.decisions(), "term", &policy::Decision::id);
  if (table == terms.decisions().end()) return false;
  policy::Context question;
  for (const std::string& name : question_names()) question[name] = Value();
  question["purpose"] = Value(purpose);
  question["kind"] = Value(kind);
  policy::List instances{Value(instance)};
  if (instance.empty()) instances = domain(*table, "instance");
  for (const Value& date : domain(*table, "legal_date"))
    for (const Value& one : instances)
      for (const bool complex : {false, true})
        for (const bool remote : {false, true}) {
          question["legal_date"] = date;
          question["instance"] = one;
          question["complex"] = Value(complex);
          question["remote"] = Value(remote);
          const auto outcome = terms.decide("term", question);
          if (outcome && !outcome->matched.empty()) return true;
        }
  return false;
}

}  // namespace donthu::petition
