/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-entry.h"

G_BEGIN_DECLS

#define KB_CODE_ERROR (kb_code_error_quark ())

/**
 * KbCodeError:
 * @KB_CODE_ERROR_LENGTH: not 40 letters; the message says how many there are
 * @KB_CODE_ERROR_LETTER: a character that is in no code
 * @KB_CODE_ERROR_CHECK: a slip of the pen: the check does not fit
 * @KB_CODE_ERROR_TYPE: a code of the other type
 */
typedef enum
{
  KB_CODE_ERROR_LENGTH,
  KB_CODE_ERROR_LETTER,
  KB_CODE_ERROR_CHECK,
  KB_CODE_ERROR_TYPE,
} KbCodeError;

GQuark kb_code_error_quark (void);

#define KB_CODE_SIZE 24         /* bytes, without the check */
#define KB_CODE_LETTERS 40
#define KB_CODE_HALF_SIZE 16    /* the code's first field */
#define KB_CODE_PLACE_SIZE 33   /* hex of a meeting place, with its terminator */

typedef enum
{
  KB_CODE_FIRST = 1,
  KB_CODE_JOIN = 2,
} KbCodeType;

/* Ten groups of four letters, joined by hyphens. */
char     *kb_code_to_text       (KbCodeType     type,
                                 const guint8   code[KB_CODE_SIZE]);
gboolean  kb_code_parse         (const char    *text,
                                 KbCodeType     type,
                                 guint8         ret_code[KB_CODE_SIZE],
                                 GError       **error);
/* first: @secret is the bearer token's 16 bytes */
void      kb_code_new_first     (const guint8   secret[KB_CODE_HALF_SIZE],
                                 const guint8   intake[KB_SIGN_PUBLIC_SIZE],
                                 guint8         ret_code[KB_CODE_SIZE]);
/* The bearer token that a first code stands for: 32 hex digits. */
char     *kb_code_get_token     (const guint8   code[KB_CODE_SIZE]);
gboolean  kb_code_names_intake  (const guint8   code[KB_CODE_SIZE],
                                 const guint8   intake[KB_SIGN_PUBLIC_SIZE]);
/* join: 16 bytes of the genesis id and 8 random ones */
void      kb_code_new_join      (const guint8   genesis[KB_HASH_SIZE],
                                 const guint8   nonce[8],
                                 guint8         ret_code[KB_CODE_SIZE]);
gboolean  kb_code_names_genesis (const guint8   code[KB_CODE_SIZE],
                                 const guint8   genesis[KB_HASH_SIZE]);
void      kb_code_get_place     (const guint8   code[KB_CODE_SIZE],
                                 char           ret_place[KB_CODE_PLACE_SIZE]);

G_END_DECLS
