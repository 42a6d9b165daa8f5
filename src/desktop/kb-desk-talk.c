/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"
#include "kb-desk-talk.h"

static gboolean
tell (KbSync        *sync,
      KbStream       stream,
      const guint8   case_id[KB_CASE_ID_SIZE],
      JsonObject    *content,
      GError       **error)
{
  return kb_sync_tell (sync, stream, case_id, json_object_ref (content), error);
}

/**
 * kb_desk_tell:
 * @self: the desk
 * @id: the case
 * @text: 1 to %KB_LIMIT_MESSAGE_CHARS characters
 * @asks: the office waits for the answer
 * @callback: (nullable): called when it is on disk, or is not
 * @user_data: for @callback
 *
 * Behind what was written before; it is sent by itself.
 */
void
kb_desk_tell (KbDesk              *self,
              guint32              id,
              const char          *text,
              gboolean             asks,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr (JsonObject) content = json_object_new ();

  g_return_if_fail (KB_IS_DESK (self));
  g_return_if_fail (text != NULL && *text != '\0');

  json_object_set_string_member (content, "kind", "message");
  json_object_set_string_member (content, "text", text);
  if (asks)
    json_object_set_boolean_member (content, "asks", TRUE);
  kb_desk_queue_write (self, id, content, tell, callback, user_data);
}

/**
 * kb_desk_tell_finish:
 * @error: %KB_SYNC_ERROR_NO_MAILBOX, or as of kb_desk_write_finish()
 *
 * Returns: whether the message is on disk
 */
gboolean
kb_desk_tell_finish (KbDesk        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  return kb_desk_write_finish (self, result, error);
}
