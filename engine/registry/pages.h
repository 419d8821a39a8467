// Sparse arrays whose copies share what did not change.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace donthu::registry {

// Records by number. A copy costs one pointer for every 32 neighbouring numbers; putting a record
// replaces its page, so other copies keep what they saw. Walked in order of number.
template <class Record>
class Pages {
 public:
  // Null where there is none. Valid until the next put.
  [[nodiscard]] const Record* find(std::uint32_t number) const {
    const auto at = place(number / page_size);
    if (at == pages_.end() || at->first != number / page_size) return nullptr;
    return at->second->at(number % page_size).get();
  }

  void put(std::uint32_t number, Record record) {
    const std::uint32_t key = number / page_size;
    const auto at = pages_.begin() + (place(key) - pages_.cbegin());
    const bool known = at != pages_.end() && at->first == key;
    auto page = known ? std::make_shared<Page>(*at->second) : std::make_shared<Page>();
    (*page)[number % page_size] = std::make_shared<const Record>(std::move(record));
    if (known)
      at->second = std::move(page);
    else
      pages_.insert(at, {key, std::move(page)});
  }

  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, page] : pages_)
      for (std::uint32_t i = 0; i < page_size; ++i)
        if ((*page)[i]) visit(key * page_size + i, *(*page)[i]);
  }

  friend bool operator==(const Pages& left, const Pages& right) {
    return std::ranges::equal(left.pages_, right.pages_, [](const auto& a, const auto& b) {
      return a.first == b.first && same(*a.second, *b.second);
    });
  }

 private:
  static constexpr std::uint32_t page_size = 32;
  using Page = std::array<std::shared_ptr<const Record>, page_size>;
  using Entry = std::pair<std::uint32_t, std::shared_ptr<const Page>>;

  [[nodiscard]] auto place(std::uint32_t key) const {
    return std::ranges::lower_bound(pages_, key, {}, &Entry::first);
  }

  static bool same(const Page& left, const Page& right) {
    return std::ranges::equal(
        left, right, [](const auto& a, const auto& b) { return a == b || (a && b && *a == *b); });
  }

  std::vector<Entry> pages_;  // By key.
};

// From text to the numbers that may bear it: the caller compares, for a bucket holds strangers too,
// and names that were borne once.
class Index {
 public:
  void add(std::string_view text, std::uint32_t number) {
    const std::uint32_t bucket = bucket_of(text);
    const auto* known = buckets_.find(bucket);
    std::vector<std::uint32_t> numbers = known ? *known : std::vector<std::uint32_t>{};
    const auto at = std::ranges::lower_bound(numbers, number);
    if (at != numbers.end() && *at == number) return;
    numbers.insert(at, number);
    buckets_.put(bucket, std::move(numbers));
  }

  // In order of number.
  [[nodiscard]] std::vector<std::uint32_t> candidates(std::string_view text) const {
    const auto* known = buckets_.find(bucket_of(text));
    return known ? *known : std::vector<std::uint32_t>{};
  }

 private:
  static constexpr std::uint32_t buckets = 4096;

  // FNV-1a: the same on every machine, unlike std::hash.
  static std::uint32_t bucket_of(std::string_view text) {
    std::uint32_t hash = 2166136261u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash % buckets;
  }

  Pages<std::vector<std::uint32_t>> buckets_;
};

}  // namespace donthu::registry
