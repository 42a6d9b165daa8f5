/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-secret.h"

G_BEGIN_DECLS

#define KB_CTL_ERROR (kb_ctl_error_quark ())

/**
 * KbCtlError:
 * @KB_CTL_ERROR_USAGE: options that are missing, unknown or out of range
 * @KB_CTL_ERROR_NOT_FOUND: no such case
 * @KB_CTL_ERROR_REFUSED: a person or a check said no; nothing was changed
 * @KB_CTL_ERROR_ALARM: the journal is not what it should be
 * @KB_CTL_ERROR_IO: a descriptor, file or terminal does not do what is asked
 */
typedef enum
{
  KB_CTL_ERROR_USAGE,
  KB_CTL_ERROR_NOT_FOUND,
  KB_CTL_ERROR_REFUSED,
  KB_CTL_ERROR_ALARM,
  KB_CTL_ERROR_IO,
} KbCtlError;

GQuark kb_ctl_error_quark (void);

/* What the options before the command say; they are taken after it, too. */
typedef struct
{
  char     *profile;
  gboolean  json;
} KbCtl;

/**
 * KbCtlCommand:
 * @group: (nullable): the first of two words, %NULL where one is enough
 * @name: the command's last word
 * @words: (nullable): what follows besides options, for the help
 * @summary: one line for the help, marked with N_()
 *
 * One row of a group's table; the tables end in a row of zeros. @argv[0] is
 * the program, the rest what follows the command.
 */
typedef struct
{
  const char  *group;
  const char  *name;
  const char  *words;
  const char  *summary;
  gboolean   (*run) (KbCtl    *ctl,
                     int       argc,
                     char    **argv,
                     GError  **error);
} KbCtlCommand;

extern const KbCtlCommand kb_ctl_founding_commands[];
extern const KbCtlCommand kb_ctl_office_commands[];
extern const KbCtlCommand kb_ctl_settings_commands[];
extern const KbCtlCommand kb_ctl_device_commands[];
extern const KbCtlCommand kb_ctl_join_commands[];
extern const KbCtlCommand kb_ctl_custodian_commands[];
extern const KbCtlCommand kb_ctl_journal_commands[];
extern const KbCtlCommand kb_ctl_trust_commands[];
extern const KbCtlCommand kb_ctl_outbox_commands[];
extern const KbCtlCommand kb_ctl_case_commands[];
extern const KbCtlCommand kb_ctl_work_commands[];
extern const KbCtlCommand kb_ctl_export_commands[];
extern const KbCtlCommand kb_ctl_identity_commands[];
extern const KbCtlCommand kb_ctl_complaint_commands[];
extern const KbCtlCommand kb_ctl_reporter_commands[];

/* Options. */
gboolean  kb_ctl_parse        (KbCtl               *ctl,
                               const GOptionEntry  *entries,       /* nullable */
                               const char         **ret_word,      /* nullable: no word is taken */
                               int                 *argc,
                               char              ***argv,
                               GError             **error);
gboolean  kb_ctl_want         (GError             **error,
                               ...) G_GNUC_NULL_TERMINATED;
gboolean  kb_ctl_want_hex     (const char          *option,
                               const char          *hex,
                               gpointer             ret_data,
                               gsize                size,
                               GError             **error);
gboolean  kb_ctl_usage_error  (GError             **error,
                               const char          *format,
                               ...) G_GNUC_PRINTF (2, 3);

/* Answers: one JSON object a line, or what a person reads. */
void      kb_ctl_print_json   (JsonObject          *object);
char     *kb_ctl_clean        (const char          *text);
char     *kb_ctl_time_text    (gint64               seconds);

/* A message between office and reporter, from standard input. */
char     *kb_ctl_read_message (GError             **error);

/* Secrets, by descriptor or prompt. */
KbSecret *kb_ctl_read_fd      (int                  fd,
                               gsize                max,
                               GError             **error);
KbSecret *kb_ctl_ask_secret   (const char          *prompt,
                               gsize                max,
                               GError             **error);
char     *kb_ctl_ask_line     (const char          *prompt,
                               GError             **error);
KbSecret *kb_ctl_get_passphrase (int                fd,            /* -1: asks */
                               const char          *prompt,
                               GError             **error);
gboolean  kb_ctl_write_fd     (int                  fd,
                               KbSecret            *secret,
                               GError             **error);
gboolean  kb_ctl_write_file   (const char          *path,
                               KbSecret            *secret,
                               GError             **error);

/* How it ended. */
int       kb_ctl_exit_code    (const GError        *error);
const char *kb_ctl_sentence   (const GError        *error);
void      kb_ctl_print_error  (KbCtl               *ctl,
                               const GError        *error);

G_END_DECLS
