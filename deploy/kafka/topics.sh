#!/usr/bin/env bash
# Makes the topics that a log of donthu needs in a cluster of your own, with the settings that donthu
# checks at every start (docs/kafka.md says why each). To be run by an administrator of the cluster, so
# that the user of donthu needs no right to make topics. A topic that is there is left as it is.
#
#   TOPIC=donthu.log PARTITIONS=16 REPLICATION=3 deploy/kafka/topics.sh \
#       --bootstrap-server kafka-1:9093 --command-config admin.properties
#
# PARTITIONS is fixed for ever. KAFKA_TOPICS names kafka-topics.sh where it is not in the PATH. Then:
#   donthu topics init --brokers … --topic donthu.log      begins the log in the empty topic
set -euo pipefail

: "${TOPIC:=donthu.log}" "${PARTITIONS:=16}" "${REPLICATION:=3}" "${KAFKA_TOPICS:=kafka-topics.sh}"
if [ "$REPLICATION" -ge 3 ]; then in_sync=2; else in_sync=1; fi

kept=(--config retention.ms=-1 --config retention.bytes=-1)

make() {  # name, partitions, cleanup policy, further settings
  local name=$1 partitions=$2 cleanup=$3
  shift 3
  # shellcheck disable=SC2086  # It may be a command with words of its own.
  $KAFKA_TOPICS "${cluster[@]}" --create --if-not-exists --topic "$name" \
    --partitions "$partitions" --replication-factor "$REPLICATION" \
    --config cleanup.policy="$cleanup" --config unclean.leader.election.enable=false \
    --config min.insync.replicas="$in_sync" --config max.message.bytes=1048576 \
    --config message.timestamp.type=LogAppendTime "$@"
}

cluster=("$@")
# The log: every entry, for ever. The broker's clock is a second witness of when each was recorded.
make "$TOPIC" "$PARTITIONS" delete "${kept[@]}"
# The keys of persons and cases, encrypted under the master key. One partition, so that all nodes read them in the
# same order. Of a key that was erased nothing is left after the next compaction.
make "$TOPIC.keys" 1 compact --config max.compaction.lag.ms=86400000
# The documents, sealed.
make "$TOPIC.documents" 1 delete "${kept[@]}"
# The public stream. How long it is kept is yours to choose: alter retention.ms.
make "$TOPIC.public" "$PARTITIONS" delete "${kept[@]}"
