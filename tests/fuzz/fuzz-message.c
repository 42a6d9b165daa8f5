/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-case-state.h"
#include "kb-message.h"

/* A message by a stranger or an insider: no more than the limits let through, whoever wrote it. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) plain = g_bytes_new (data, size);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KbMessage) message = kb_message_parse (plain, i == 0, &error);

      if (message == NULL)
        {
          g_assert_true (g_error_matches (error, KB_CASE_ERROR, KB_CASE_ERROR_MESSAGE));
          continue;
        }
      g_assert_cmpint (g_utf8_strlen (message->text, -1), <=, KB_LIMIT_MESSAGE_CHARS);
      g_assert_true ((message->text[0] == '\0') == (message->kind == KB_MESSAGE_CARD));
      g_assert_true (i == 1 || (message->counter == 0 && message->kind != KB_MESSAGE_CARD));
    }

  return 0;
}
