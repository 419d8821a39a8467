// donthu cluster: the nodes on one log and how its partitions stand.
#include <CLI/CLI.hpp>

#include "tools/donthu/commands.h"
#include "tools/donthu/json_access.h"

namespace donthu::cli {
namespace {

using boost::json::object;

std::string count_at(const object& of, std::string_view name) {
  return grouped(number_at(of, name));
}

void show_nodes(Output& out, const object& cluster) {
  Table table{{{"Nút"}, {"Địa chỉ"}, {""}}, {}};
  table.rows.push_back({{"node", Style::faint}, {"address", Style::faint}});
  for (const auto& each : array_at(cluster, "nodes")) {
    const object& node = each.as_object();
    const bool answers = flag_at(node, "answers");
    table.rows.push_back({{text_at(node, "name"), Style::strong},
                          text_at(node, "address"),
                          answers ? "◀ nút đang trả lời / answers" : ""});
  }
  out.table(table);
}

// "2/3": in sync of all; worse than all is a warning, no leader is bad.
Cell replicas_cell(const object& partition) {
  const auto* replicas = partition.at("replicas").if_object();
  if (replicas == nullptr) return {"–", Style::faint};
  const auto text = count_at(*replicas, "in_sync") + "/" + count_at(*replicas, "replicas");
  if (replicas->at("leader").is_null())
    return {text + " không có máy đứng đầu / no leader", Style::bad};
  const bool all = replicas->at("in_sync") == replicas->at("replicas");
  return {text, all ? Style::plain : Style::warning};
}

Cell owner_cell(const object& partition, bool alone) {
  if (const auto owner = text_at(partition, "owner"); !owner.empty())
    return {owner, flag_at(partition, "ours") ? Style::strong : Style::plain};
  if (alone) return {"–", Style::faint};
  return {"đang chuyển / moving", Style::warning};
}

Cell count_cell(const object& partition, std::string_view name) {
  const auto text = count_at(partition, name);
  return {text, text == "0" ? Style::plain : Style::warning};
}

void show_partitions(Output& out, const object& cluster, bool alone) {
  Table table{{{"Phân vùng", true},
               {"Nút ghi"},
               {"Nhiệm kỳ", true},
               {"Kế tiếp", true},
               {"Đã ghép", true},
               {"Chậm", true},
               {"Vô hiệu", true},
               {"Nhận hụt", true},
               {"Bản sao"},
               {"Chỉ đọc vì"}},
              {}};
  table.rows.push_back({{"partition", Style::faint},
                        {"owner", Style::faint},
                        {"epoch", Style::faint},
                        {"next seq", Style::faint},
                        {"folded", Style::faint},
                        {"lag", Style::faint},
                        {"void", Style::faint},
                        {"claims", Style::faint},
                        {"in sync", Style::faint},
                        {"read-only", Style::faint}});
  for (const auto& each : array_at(cluster, "partitions")) {
    const object& partition = each.as_object();
    table.rows.push_back({count_at(partition, "partition"),
                          owner_cell(partition, alone),
                          count_at(partition, "epoch"),
                          count_at(partition, "next_seq"),
                          count_at(partition, "folded_seq"),
                          count_cell(partition, "lag"),
                          count_cell(partition, "void_entries"),
                          count_cell(partition, "void_claims"),
                          replicas_cell(partition),
                          {text_at(partition, "read_only"), Style::bad}});
  }
  out.table(table);
}

Status show_status(Context& context) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(auto cluster, backend->cluster());
  Output& out = context.out();
  if (out.json()) {
    out.document(std::move(cluster));
    return {};
  }
  const bool alone = text_at(cluster, "self").empty();
  if (alone) {
    out.line("Một nút duy nhất giữ nhật ký này / a single node, no cluster", Style::strong);
  } else {
    out.heading("Các nút / nodes");
    show_nodes(out, cluster);
    out.heading("Các phân vùng / partitions");
  }
  show_partitions(out, cluster, alone);
  if (const auto why = text_at(cluster, "storage"); !why.empty())
    out.line("Chưa biết tình trạng Kafka / storage not known: " + why, Style::warning);
  if (!flag_at(cluster, "ready"))
    out.line("Chưa nhận việc / takes no commands: " + text_at(cluster, "reason"), Style::bad);
  return {};
}

}  // namespace

void add_cluster_commands(CLI::App& app, Context& context) {
  auto* cluster = app.add_subcommand("cluster", "Cụm nhiều nút / several nodes on one log");
  cluster->require_subcommand(1);
  auto* status = cluster->add_subcommand(
      "status", "Các nút và phân vùng / nodes, who writes what, lag, replicas");
  context.on(*status, [&context] { return show_status(context); });
}

}  // namespace donthu::cli
