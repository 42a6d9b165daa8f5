/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-limits.h"
#include "kb-sign.h"

G_BEGIN_DECLS

#define KB_ENTRY_ERROR (kb_entry_error_quark ())

/**
 * KbEntryError:
 * @KB_ENTRY_ERROR_MALFORMED: not the bytes of an entry, or a size over its limit
 * @KB_ENTRY_ERROR_VERSION: a version of the format that this program does not know
 * @KB_ENTRY_ERROR_SIGNATURE: the author's signature does not fit the header
 * @KB_ENTRY_ERROR_PART: a part's bytes do not have the hash that the header states
 * @KB_ENTRY_ERROR_RULE: well formed, but against the rules of its kind
 */
typedef enum
{
  KB_ENTRY_ERROR_MALFORMED,
  KB_ENTRY_ERROR_VERSION,
  KB_ENTRY_ERROR_SIGNATURE,
  KB_ENTRY_ERROR_PART,
  KB_ENTRY_ERROR_RULE,
} KbEntryError;

GQuark kb_entry_error_quark (void);

#define KB_HASH_SIZE 32
#define KB_CASE_ID_SIZE 16
#define KB_NONCE_SIZE 16
#define KB_CONTEXT_OFFSET 140   /* the context is SHA-256 of the header up to here */

typedef enum
{
  KB_STREAM_ROSTER = 1,
  KB_STREAM_OFFICE = 2,
  KB_STREAM_LEADERSHIP = 3,
} KbStream;

typedef enum
{
  KB_KIND_GENESIS = 1,
  KB_KIND_DEVICE = 2,
  KB_KIND_REVOCATION = 3,
  KB_KIND_APPOINTMENT = 4,
  KB_KIND_GRANT = 5,
  KB_KIND_PROFILE = 6,
  KB_KIND_PROPOSAL = 7,
  KB_KIND_HEARTBEAT = 8,
  KB_KIND_RECOVERY = 9,
  KB_KIND_SETTINGS = 10,
  KB_KIND_COMPLAINT = 16,
  KB_KIND_MESSAGE = 17,
  KB_KIND_WORK = 18,
  KB_KIND_IDENTITY_USE = 19,
  KB_KIND_EXPUNGE = 20,
  KB_KIND_WIDENING = 21,
} KbKind;

typedef enum
{
  KB_ROLE_BODY = 1,
  KB_ROLE_STORY = 2,
  KB_ROLE_CONTACT = 3,
  KB_ROLE_CIVIL = 4,
  KB_ROLE_KTP = 5,
  KB_ROLE_CUSTODY = 6,
  KB_ROLE_KEY = 7,
  KB_ROLE_MESSAGE = 8,
  KB_ROLE_WORK = 9,
} KbPartRole;

typedef enum
{
  KB_PART_PRESENT = 0,
  KB_PART_WITHHELD = 1,
  KB_PART_ERASED = 2,
  KB_PART_STUB = 3,
} KbPartState;

typedef struct
{
  guint8  role;                 /* a #KbPartRole, or one not known yet */
  guint32 length;
  guint8  hash[KB_HASH_SIZE];
} KbPartDigest;

/**
 * KbHeader:
 *
 * The decoded header; docs/protocol.md draws its bytes. A value, without
 * pointers, so that it can be copied and compared.
 */
typedef struct
{
  gboolean     critical;
  guint8       genesis[KB_HASH_SIZE];
  guint8       stream;
  guint8       case_id[KB_CASE_ID_SIZE];
  guint8       kind;
  guint8       author[KB_SIGN_PUBLIC_SIZE];
  guint64      author_seq;
  guint8       author_prev[KB_HASH_SIZE];
  guint8       nonce[KB_NONCE_SIZE];
  guint64      seen_seq;
  guint8       seen_link[KB_HASH_SIZE];
  guint64      seen_roster_seq;
  guint8       seen_roster_link[KB_HASH_SIZE];
  char         audience[KB_LIMIT_AUDIENCE + 1];
  guint32      epoch;
  guint8       profile[KB_HASH_SIZE];
  guint64      author_time;
  guint8       replaces[KB_HASH_SIZE];
  guint8       sealed_by;       /* 0 the author, 1 the server */
  guint8       n_pow;
  guint8       pow[KB_LIMIT_POW];
  guint8       n_parts;
  KbPartDigest parts[KB_LIMIT_PARTS];
} KbHeader;

GBytes     *kb_header_encode      (const KbHeader  *self);
gboolean    kb_header_decode      (gconstpointer    data,
                                   gsize            size,
                                   KbHeader        *ret_header,
                                   GError         **error);
void        kb_header_get_context (const KbHeader  *self,
                                   guint8           ret_context[KB_HASH_SIZE]);
void        kb_header_add_part    (KbHeader        *self,
                                   KbPartRole       role,
                                   GBytes          *bytes);

/* Of a message: it names a profile, which devices don't. */
gboolean    kb_header_is_reporters_message (const KbHeader *self);

const char *kb_stream_to_string   (KbStream         stream);
gboolean    kb_stream_from_string (const char      *name,
                                   KbStream        *ret_stream);
const char *kb_role_to_string     (KbPartRole       role);
gboolean    kb_role_from_string   (const char      *name,
                                   KbPartRole      *ret_role);

/**
 * KbEntry:
 *
 * One signed entry as it travels: header bytes, signature and parts.
 * Immutable and reference counted; threads may share it.
 */
typedef struct _KbEntry KbEntry;

#define KB_TYPE_ENTRY (kb_entry_get_type ())

GType           kb_entry_get_type         (void);
KbEntry        *kb_entry_new              (const KbHeader      *header,
                                           GBytes *const       *parts,
                                           KbSigningKey        *author);
KbEntry        *kb_entry_decode           (gconstpointer        data,
                                           gsize                size,
                                           GError             **error);
KbEntry        *kb_entry_decode_bytes     (GBytes              *bytes,
                                           GError             **error);
GBytes         *kb_entry_encode           (const KbEntry       *self);
GBytes         *kb_entry_encode_for       (const KbEntry       *self,
                                           KbPartState        (*state_of) (const KbEntry *entry,
                                                                           guint          part,
                                                                           gpointer       data),
                                           gpointer             data);
KbEntry        *kb_entry_ref              (KbEntry             *self);
void            kb_entry_unref            (KbEntry             *self);
const KbHeader *kb_entry_get_header       (const KbEntry       *self);
GBytes         *kb_entry_get_header_bytes (const KbEntry       *self);
const guint8   *kb_entry_get_signature    (const KbEntry       *self);
const guint8   *kb_entry_get_id           (const KbEntry       *self);
void            kb_entry_get_leaf         (const KbEntry       *self,
                                           guint8               ret_leaf[KB_HASH_SIZE]);
GBytes         *kb_entry_get_part         (const KbEntry       *self,
                                           KbPartRole           role,
                                           KbPartState         *ret_state);
gboolean        kb_entry_has_part         (const KbEntry       *self,
                                           KbPartRole           role);
gboolean        kb_entry_is_complete      (const KbEntry       *self);
gboolean        kb_entry_verify_signature (const KbEntry       *self,
                                           GError             **error);
gboolean        kb_entry_verify_parts     (const KbEntry       *self,
                                           GError             **error);
gboolean        kb_entry_check_rules      (const KbEntry       *self,
                                           GError             **error);

gboolean        kb_kind_is_known          (guint8               kind);
/* "case-…": the audience that a case has of its own once officers were excluded from it. */
void            kb_case_audience          (const guint8         case_id[KB_CASE_ID_SIZE],
                                           char                 ret_audience[33]);
gboolean        kb_case_audience_parse    (const char          *audience,
                                           guint8               ret_case_id[KB_CASE_ID_SIZE]);
void            kb_entry_id_of            (gconstpointer        header,
                                           gsize                size,
                                           guint8               ret_id[KB_HASH_SIZE]);
char           *kb_registration_number    (const guint8         id[KB_HASH_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbEntry, kb_entry_unref)

G_END_DECLS
