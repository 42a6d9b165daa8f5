/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-answer.h"
#include "kb-json.h"
#include "kb-limits.h"

/* A story that names a way back, and a part that claims to be an answer, both
 * by a stranger. What is opened was made with the key. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const guint8 rpk[32] = { 1 }, answer[32] = { 2 };
  g_autoptr(GBytes) story = g_bytes_new (data, size);
  g_autoptr(JsonObject) members = kb_json_parse (data, size, KB_LIMIT_STORY, NULL);
  KbHeader header = { .kind = KB_KIND_COMPLAINT };
  KbReporterAddress address = { 0 };
  guint64 counter = 0;

  if (kb_reporter_address_read (&address, &header, story))
    {
      g_autoptr(JsonObject) told = kb_answer_new (&address, 1, json_object_new ());
      g_autoptr(JsonObject) content = kb_answer_open (address.rpk, address.answer, told, &counter);

      g_assert_nonnull (content);
    }
  if (members != NULL)
    {
      g_autoptr(JsonObject) content = kb_answer_open (rpk, answer, members, &counter);

      g_assert_true (content == NULL || json_object_has_member (members, "mac"));
    }

  return 0;
}
