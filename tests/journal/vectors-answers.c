/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What passes between office and reporter. */
#include "config.h"

#include "vectors-private.h"

#include "kb-answer.h"
#include "kb-json.h"
#include "kb-part.h"

#include <string.h>

static JsonObject *
parse (const char *json)
{
  return kb_json_parse (json, strlen (json), KB_LIMIT_STORY, NULL);
}

static JsonObject *
answer_vector (const char *name,
               guint64     counter,
               const char *content)
{
  KbReporterAddress address = { 0 };
  g_autoptr(JsonObject) members = NULL;
  JsonObject *object = json_object_new ();

  vector_fill ("rpk", address.rpk, sizeof address.rpk);
  vector_fill ("answer", address.answer, sizeof address.answer);
  members = kb_answer_new (&address, counter, parse (content));
  json_object_set_string_member (object, "name", name);
  vector_set_hex (object, "key", address.answer, sizeof address.answer);
  vector_set_hex (object, "rpk", address.rpk, sizeof address.rpk);
  json_object_set_int_member (object, "counter", counter);
  json_object_set_string_member (object, "content", kb_json_string (members, "content", NULL));
  json_object_set_string_member (object, "mac", kb_json_string (members, "mac", NULL));

  return object;
}

static char *
card (void)
{
  g_autofree char *recipient = vector_recipient_of ("office");

  return g_strdup_printf (
    "{\"kind\":\"card\",\"status\":\"klarifikasi\",\"since\":1795003200,\"as_of\":1795089600,"
    "\"waits\":true,\"due\":{\"clock\":\"handle\",\"by\":1802865600},"
    "\"uses\":[{\"purpose\":\"open\",\"hour\":1795050000,\"parts\":[\"contact\"]}],"
    "\"recipients\":[{\"audience\":\"office\",\"epoch\":2,\"recipient\":\"%s\"}]}", recipient);
}

static JsonObject *
reporter_message_vector (void)
{
  KbHeader header = { .stream = KB_STREAM_OFFICE, .kind = KB_KIND_MESSAGE, .author_seq = 2 };
  g_autoptr(JsonObject) part = kb_part_new (&header);
  g_autoptr(JsonObject) members =
    parse ("{\"kind\":\"objection\",\"text\":\"Saya keberatan: “selesai” – padahal belum.\\n\"}");
  g_autofree char *json = NULL;
  JsonObject *object = json_object_new ();

  kb_part_add (part, members);
  json = kb_json_to_string (part);
  json_object_set_string_member (object, "context", kb_json_string (part, "context", NULL));
  json_object_set_string_member (object, "kind", kb_json_string (part, "kind", NULL));
  json_object_set_string_member (object, "text", kb_json_string (part, "text", NULL));
  json_object_set_string_member (object, "json", json);

  return object;
}

void
vectors_add_answers (JsonObject *object)
{
  g_autofree char *status = card ();
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, answer_vector (
    "message", 1,
    "{\"kind\":\"message\",\"text\":\"Kapan terjadinya? – “kira-kira”\",\"asks\":true}"));
  json_array_add_object_element (array, answer_vector ("card", G_GUINT64_CONSTANT (0x100000002),
                                                       status));
  json_object_set_array_member (object, "answers", array);
  json_object_set_object_member (object, "reporter_message", reporter_message_vector ());
}
