#!/usr/bin/env bash
# Gives the users of a log exactly the rights that they need in a cluster with an authorizer. What is not
# named is refused: nobody may delete or alter a topic, or delete records; not even donthu itself.
#
#   TOPIC=donthu.log NODE=User:donthu READER=User:portal deploy/kafka/acls.sh \
#       --bootstrap-server kafka-1:9093 --command-config admin.properties
#
# NODE: whom the nodes of donthu are to the cluster. READER: who reads the public stream (leave it out, and
# nobody does), in consumer groups whose names begin with READER_GROUP. KAFKA_ACLS names kafka-acls.sh where
# it is not in the PATH. REMOVE=1 takes the rights away again.
set -euo pipefail

: "${TOPIC:=donthu.log}" "${NODE:=User:donthu}" "${READER:=}" "${READER_GROUP:=portal}" "${KAFKA_ACLS:=kafka-acls.sh}"
act=(--add)
[ -z "${REMOVE:-}" ] || act=(--remove --force)

rights() {  # principal, then operations and resources
  local principal=$1
  shift
  # shellcheck disable=SC2086  # It may be a command with words of its own.
  $KAFKA_ACLS "${cluster[@]}" "${act[@]}" --allow-principal "$principal" "$@"
}

cluster=("$@")
# Write and Read include Describe. DescribeConfigs: the settings are checked at every start. Writing the public
# stream needs reading as well: its end says where to go on.
rights "$NODE" --operation Read --operation Write --operation DescribeConfigs \
  --topic "$TOPIC" --topic "$TOPIC.keys" --topic "$TOPIC.documents" --topic "$TOPIC.public"
# The nodes share the partitions out in this group.
rights "$NODE" --operation Read --group "$TOPIC.nodes"
if [ -n "$READER" ]; then
  rights "$READER" --operation Read --topic "$TOPIC.public"
  rights "$READER" --operation Read --group "$READER_GROUP" --resource-pattern-type prefixed
fi
