/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  KB_MESSAGE_TEXT,
  KB_MESSAGE_OBJECTION,          /* reporters only */
  KB_MESSAGE_CARD,               /* the office only */
} KbMessageKind;

/**
 * KbMessage:
 * @text: never %NULL; "" of a card
 * @asks: the office waits for an answer
 * @counter: of the office's
 * @as_of: of a card, seconds
 * @card_digest: of a card, kb_card_digest()
 *
 * An opened `message` part, by the reporter or the office. That an answer's mac is right is
 * the reader's to check who knows the story's key.
 */
typedef struct
{
  KbMessageKind  kind;
  char          *text;
  gboolean       asks;
  guint64        counter;
  gint64         as_of;
  guint64        card_digest;
} KbMessage;

/* NULL with KB_CASE_ERROR_MESSAGE unless @plain is what docs/protocol.md says. @by_reporter: whose
 * shape is wanted, kb_header_is_reporters_message(). */
KbMessage *kb_message_parse       (GBytes      *plain,
                                   gboolean     by_reporter,
                                   GError     **error);
void       kb_message_free        (KbMessage   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbMessage, kb_message_free)

G_END_DECLS
