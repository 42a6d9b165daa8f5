/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "kb-test-office.h"

G_BEGIN_DECLS

/**
 * KbTestIntake:
 * @data: the intake's folder, inside the temporary @folder
 * @uri: of the running server, with its last "/"
 *
 * The built `kumbang-intake` as a process of its own.
 */
typedef struct
{
  char        *folder;
  char        *data;
  guint8       key[KB_SIGN_PUBLIC_SIZE];
  GSubprocess *process;
  char        *uri;
  guint16      port;
  SoupSession *session;
} KbTestIntake;

/**
 * KbTestAnswer:
 *
 * What came back: @status 0 when nothing did.
 */
typedef struct
{
  guint               status;
  GBytes             *body;
  SoupMessageHeaders *headers;
} KbTestAnswer;

KbTestIntake *kb_test_intake_new      (void);
/* Another folder of the same intake, made by `kumbang-intake @command --data DIR @option @file`. */
KbTestIntake *kb_test_intake_new_from (KbTestIntake        *lost,
                                       const char          *command,
                                       const char          *option,
                                       const char          *file);
/* Runs the program with these words to its end; answers its exit status and what it said. */
int           kb_test_intake_command  (const char *const   *words,
                                       char               **ret_out);
void          kb_test_intake_free     (KbTestIntake        *self);
/* @options: (nullable): words after `serve --data DIR --listen 127.0.0.1:0`. */
void          kb_test_intake_start    (KbTestIntake        *self,
                                       const char *const   *options);
/* Ends the process by @signal and answers its exit status, or -1 if it was killed. */
int           kb_test_intake_end      (KbTestIntake        *self,
                                       int                  signal);
/* The token that a new first code stands for. */
char         *kb_test_intake_enroll   (KbTestIntake        *self);
/* Makes an office at the running intake: its roster entries are posted. */
KbTestOffice *kb_test_intake_found    (KbTestIntake        *self);
void          kb_test_intake_send     (KbTestIntake        *self,
                                       const char          *method,
                                       const char          *path,
                                       const char          *token,
                                       const char          *content_type,
                                       GBytes              *body,
                                       KbTestAnswer        *ret_answer);
/* Posts an entry; @token NULL to /v1/complaints or /v1/messages. Answers the error code, or ""
 * for 201. */
char         *kb_test_intake_post     (KbTestIntake        *self,
                                       const char          *token,
                                       KbEntry             *entry);
gboolean      kb_test_intake_holds    (KbTestIntake        *self,
                                       gconstpointer        needle,
                                       gsize                size);
/* Sends bytes on a connection of its own and reads until it is closed, or for
 * @seconds; NULL when nothing came. */
char         *kb_test_intake_raw      (KbTestIntake        *self,
                                       gconstpointer        bytes,
                                       gsize                size,
                                       guint                seconds,
                                       gboolean            *ret_closed);
/* Rows of a table of the intake's database. */
guint         kb_test_intake_count    (KbTestIntake        *self,
                                       const char          *table);
char         *kb_test_answer_get_code (const KbTestAnswer  *self);
void          kb_test_answer_clear    (KbTestAnswer        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbTestIntake, kb_test_intake_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbTestAnswer, kb_test_answer_clear)

G_END_DECLS
