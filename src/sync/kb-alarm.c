/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-alarm.h"

#include "kb-bytes.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a person is told of each code, in window and on the command line alike. */
static const struct
{
  const char *code;
  const char *title;
  const char *sentence;
} TEXTS[] = {
  { "rollback", N_("The server went back"),
    N_("The server shows an older journal than this computer has seen. Nothing here was deleted. "
       "Ask whoever runs the server whether it was restored from a copy; if so, any computer of "
       "the office can fill it again.") },
  { "fork", N_("Another journal"),
    N_("The server shows another journal than this computer has seen. What is stored here is "
       "safe. Do not send changes; compare with a colleague by telephone and call the "
       "supervisor.") },
  { "fork-seen", N_("A colleague sees another journal"),
    N_("A colleague's entry shows that the server gave that computer another journal than this "
       "one, or that the colleague's computer does not tell the truth. What is stored here is "
       "safe. Compare the journals by telephone at the stated number, and call the supervisor.") },
  { "gap", N_("Entry left out"),
    N_("The server left out an entry of the journal, or changed their order. What was received "
       "before is safe. Call the supervisor and whoever runs the server.") },
  { "link", N_("Entry was changed"),
    N_("An entry does not follow from the one before it: it was changed, exchanged or belongs to "
       "another office. It was not taken; what was received before is safe. Call the "
       "supervisor.") },
  { "hour", N_("The server's time went back"),
    N_("The server dates a new entry before older ones. It was not taken; what was received "
       "before is safe. Ask whoever runs the server to look at its clock.") },
  { "roster", N_("Old list of members"),
    N_("The server presents a new entry as if it were from before a change of the members, as "
       "one would do for a computer that was revoked. It was not taken; what was received before "
       "is safe. Call the supervisor.") },
  { "note", N_("Server's signature does not match"),
    N_("The journal is not signed by the key of this office's server. Nothing of it was taken; "
       "what was received before is safe. Do not go on; call whoever runs the server.") },
  { "author-gap", N_("A colleague's entry is missing"),
    N_("An entry that a colleague wrote did not arrive here. What did arrive is safe. Ask the "
       "colleague what was written, and call whoever runs the server.") },
  { "author-fork", N_("One number, two entries"),
    N_("Two different entries bear the same number of one author. The later one was set aside. "
       "Ask the author; if it was neither of them, have that computer revoked.") },
  { "critical", N_("Newer program needed"),
    N_("The journal has an entry that only a newer Kumbang understands. Update the program on this "
       "computer. What is stored here stays.") },
  { "restoring", N_("Server is being restored"),
    N_("The server lost its journal, or a part of it, and waits to be filled again. What is stored "
       "here is safe. If whoever runs the server says that this is meant, a supervisor fills it "
       "from this computer; if nobody knows of it, call them first.") },
  { "withheld", N_("A test complaint is missing"),
    N_("The server accepted a test complaint but does not show it in the journal. It may hold "
       "back real complaints, too. What is stored here is safe. Call the supervisor and whoever "
       "runs the server.") },
  { "profile", N_("Reporters get other keys"),
    N_("The server gives reporters other keys than the office has signed: others could read what "
       "is sent now. What was received before is safe. Have the page taken down at once, and call "
       "the supervisor.") },
  { "page", N_("Reporters get another page"),
    N_("The page that the server shows to reporters is not the one that the office has signed. "
       "What was received before is safe. If the page was not renewed just now, have it taken "
       "down; if it was, let a supervisor sign it.") },
  { "unseen", N_("The page can’t be seen"),
    N_("For a day now the server has not shown this computer what reporters get, though it goes "
       "on handing out the journal. Reporters may be shown another page. Open the page from "
       "another network, and call whoever runs the server.") },
};

char *
kb_alarm_to_line (const KbAlarm *self)
{
  g_autofree char *author = kb_hex_encode (self->author, KB_SIGN_PUBLIC_SIZE);

  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %u %" G_GUINT64_FORMAT " %s", self->code,
                          self->since, self->stream, self->seq, author);
}

/**
 * kb_alarm_from_line:
 * @line: `CODE SECONDS[ STREAM SEQ AUTHOR]`; the short form is of older files
 */
gboolean
kb_alarm_from_line (const char *line,
                    KbAlarm    *ret_alarm)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 6);
  guint n = g_strv_length (words);
  KbAlarm alarm = { 0 };
  guint64 stream;

  if ((n != 2 && n != 5) || *words[0] == '\0' ||
      g_strlcpy (alarm.code, words[0], sizeof alarm.code) >= sizeof alarm.code ||
      !g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &alarm.since, NULL))
    return FALSE;
  if (n == 5)
    {
      if (!g_ascii_string_to_unsigned (words[2], 10, 0, KB_STREAM_LEADERSHIP, &stream, NULL) ||
          !g_ascii_string_to_unsigned (words[3], 10, 0, G_MAXUINT64, &alarm.seq, NULL) ||
          !kb_hex_decode (words[4], alarm.author, KB_SIGN_PUBLIC_SIZE))
        return FALSE;
      alarm.stream = (guint8) stream;
    }
  *ret_alarm = alarm;

  return TRUE;
}

gboolean
kb_alarm_has_author (const KbAlarm *self)
{
  static const guint8 zeros[KB_SIGN_PUBLIC_SIZE];

  return memcmp (self->author, zeros, sizeof zeros) != 0;
}

const char *
kb_alarm_code_of (const GError *error)
{
  switch ((KbChainError) error->code)
    {
    case KB_CHAIN_ERROR_GAP:
      return "gap";
    case KB_CHAIN_ERROR_HOUR:
      return "hour";
    case KB_CHAIN_ERROR_LINK:
      return "link";
    case KB_CHAIN_ERROR_ROSTER:
      return "roster";
    case KB_CHAIN_ERROR_ROLLBACK:
      return "rollback";
    case KB_CHAIN_ERROR_FORK:
      return "fork";
    case KB_CHAIN_ERROR_NOTE:
      return "note";
    case KB_CHAIN_ERROR_AUTHOR_GAP:
      return "author-gap";
    case KB_CHAIN_ERROR_AUTHOR_FORK:
      return "author-fork";
    case KB_CHAIN_ERROR_CRITICAL:
      return "critical";
    default:
      return "link";
    }
}

static guint
find_text (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    if (g_strcmp0 (TEXTS[i].code, code) == 0)
      return i;

  return G_N_ELEMENTS (TEXTS);
}

const char *
kb_alarm_get_title (const char *code)
{
  guint i = find_text (code);

  return i < G_N_ELEMENTS (TEXTS) ? _(TEXTS[i].title) : _("Journal does not match");
}

const char *
kb_alarm_get_sentence (const char *code)
{
  guint i = find_text (code);

  return i < G_N_ELEMENTS (TEXTS)
         ? _(TEXTS[i].sentence)
         : _("The journal on the server does not match what this computer has seen. Nothing here "
             "was deleted. Do not send changes; call the supervisor.");
}
