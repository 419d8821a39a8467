"""Reads a topic to its end with the CloudEvents SDK; prints one JSON line for each event.

  read_stream.py BROKERS TOPIC [SETTING=VALUE …]      settings of librdkafka
"""
import json
import sys

from cloudevents.kafka import KafkaMessage, from_structured
from confluent_kafka import Consumer, KafkaError, TopicPartition


def messages(brokers, topic, *settings):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "unused", "enable.auto.commit": False,
                         "auto.offset.reset": "earliest", "enable.partition.eof": True}
                        | dict(setting.split("=", 1) for setting in settings))
    found = consumer.list_topics(topic, timeout=10).topics[topic]
    if found.error is not None:
        sys.exit(str(found.error))
    partitions = found.partitions
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    left = set(partitions)
    while left:
        message = consumer.poll(10)
        if message is None:
            sys.exit("the topic cannot be read to its end")
        if message.error() is None:
            yield message
        elif message.error().code() == KafkaError._PARTITION_EOF:
            left.discard(message.partition())
        else:
            sys.exit(str(message.error()))
    consumer.close()


for message in messages(*sys.argv[1:]):
    event = from_structured(KafkaMessage(headers=dict(message.headers()), key=message.key(), value=message.value()))
    print(json.dumps({"partition": message.partition(), "id": event["id"], "source": event["source"],
                      "type": event["type"], "sequence": event["sequence"],
                      "partitionkey": event["partitionkey"], "subject": event.get("subject"),
                      "data": event.data}))
