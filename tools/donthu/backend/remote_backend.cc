#include "tools/donthu/backend/backend.h"

namespace donthu::cli {

Result<std::unique_ptr<Backend>> remote_backend(const std::string& address) {
  return reject(ErrorCode::unsupported, "no-server", "Chưa hỗ trợ máy chủ",
                "servers are not supported yet: " + address, "--server", "Work on the folder");
}

}  // namespace donthu::cli
