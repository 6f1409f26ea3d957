/* SPDX-License-Identifier: Apache-2.0 */
/* hashtable: maps of C pointers that extension modules use, in chains whose order is nobody's business.
 *
 * Storage    one block for each entry; the buckets grow when there are more entries than buckets and shrink with them
 * Contract   internal/pycore_hashtable.h
 */
#include "pyi.h"

#include "internal/pycore_hashtable.h"

#define SMALLEST 16 /* buckets; always a power of two */

typedef _Py_hashtable_entry_t entry;

/* ---- storage -------------------------------------------------------------------------------------------------------- */

static entry *head_of(const _Py_slist_t *bucket) { return (entry *)bucket->head; }
static entry *next_of(const entry *at) { return (entry *)at->_Py_slist_item.next; }

static _Py_slist_t *bucket_of(const _Py_hashtable_t *table, Py_uhash_t hash) {
    return &table->buckets[hash & (table->nbuckets - 1)];
}

static void push(_Py_slist_t *bucket, entry *item) {
    item->_Py_slist_item.next = bucket->head;
    bucket->head = &item->_Py_slist_item;
}

static _Py_slist_t *buckets_new(_Py_hashtable_t *table, size_t count) {
    _Py_slist_t *buckets = table->alloc.malloc(count * sizeof(_Py_slist_t));
    if (buckets != NULL) {
        memset(buckets, 0, count * sizeof(_Py_slist_t));
    }
    return buckets;
}

/* Makes the number of buckets fit that of the entries. 0 or -1, with the table as it was */
static int fit(_Py_hashtable_t *table) {
    size_t wanted = SMALLEST, before = table->nbuckets;
    while (wanted < table->nentries) {
        wanted *= 2;
    }
    if (wanted == before || (wanted < before && wanted * 4 > before)) {
        return 0;
    }
    _Py_slist_t *old = table->buckets, *buckets = buckets_new(table, wanted);
    if (buckets == NULL) {
        return -1;
    }
    table->buckets = buckets;
    table->nbuckets = wanted;
    for (size_t i = 0; i < before; i++) {
        for (entry *at = head_of(&old[i]), *next; at != NULL; at = next) {
            next = next_of(at);
            push(bucket_of(table, at->key_hash), at);
        }
    }
    table->alloc.free(old);
    return 0;
}

/* ---- lookup --------------------------------------------------------------------------------------------------------- */

/* The low bits of addresses are all the same. */
Py_uhash_t _Py_hashtable_hash_ptr(const void *key) { return (Py_uhash_t)_Py_HashPointerRaw(key); }

int _Py_hashtable_compare_direct(const void *first, const void *second) { return first == second; }

static entry *find(_Py_hashtable_t *table, const void *key) {
    Py_uhash_t hash = table->hash_func(key);
    entry *at = head_of(bucket_of(table, hash));
    while (at != NULL && !(at->key_hash == hash && table->compare_func(key, at->key))) {
        at = next_of(at);
    }
    return at;
}

void *_Py_hashtable_get(_Py_hashtable_t *table, const void *key) {
    entry *found = table->get_entry_func(table, key);
    return found == NULL ? NULL : found->value;
}

size_t _Py_hashtable_len(const _Py_hashtable_t *table) { return table->nentries; }

size_t _Py_hashtable_size(const _Py_hashtable_t *table) {
    return sizeof(*table) + table->nbuckets * sizeof(_Py_slist_t) + table->nentries * sizeof(entry);
}

/* ---- change --------------------------------------------------------------------------------------------------------- */

int _Py_hashtable_set(_Py_hashtable_t *table, const void *key, void *value) {
    entry *item = table->alloc.malloc(sizeof(entry));
    if (item == NULL) {
        return -1;
    }
    table->nentries++;
    if (fit(table) < 0) {
        table->nentries--;
        table->alloc.free(item);
        return -1;
    }
    *item = (entry){.key_hash = table->hash_func(key), .key = (void *)key, .value = value};
    push(bucket_of(table, item->key_hash), item);
    return 0;
}

void *_Py_hashtable_steal(_Py_hashtable_t *table, const void *key) {
    entry *found = find(table, key);
    if (found == NULL) {
        return NULL;
    }
    _Py_slist_item_t **link = &bucket_of(table, found->key_hash)->head;
    while (*link != &found->_Py_slist_item) {
        link = &(*link)->next;
    }
    *link = found->_Py_slist_item.next;
    void *value = found->value;
    table->alloc.free(found);
    table->nentries--;
    (void)fit(table); /* too many buckets are no mistake */
    return value;
}

int _Py_hashtable_foreach(_Py_hashtable_t *table, _Py_hashtable_foreach_func visit, void *data) {
    for (size_t i = 0; i < table->nbuckets; i++) {
        for (entry *at = head_of(&table->buckets[i]); at != NULL; at = next_of(at)) {
            int status = visit(table, at->key, at->value, data);
            if (status != 0) {
                return status;
            }
        }
    }
    return 0;
}

/* ---- life ----------------------------------------------------------------------------------------------------------- */

static void remove_all(_Py_hashtable_t *table) {
    for (size_t i = 0; i < table->nbuckets; i++) {
        for (entry *at = head_of(&table->buckets[i]), *next; at != NULL; at = next) {
            next = next_of(at);
            if (table->key_destroy_func != NULL) {
                table->key_destroy_func(at->key);
            }
            if (table->value_destroy_func != NULL) {
                table->value_destroy_func(at->value);
            }
            table->alloc.free(at);
        }
        table->buckets[i].head = NULL;
    }
    table->nentries = 0;
}

void _Py_hashtable_clear(_Py_hashtable_t *table) {
    remove_all(table);
    (void)fit(table);
}

void _Py_hashtable_destroy(_Py_hashtable_t *table) {
    remove_all(table);
    table->alloc.free(table->buckets);
    table->alloc.free(table);
}

_Py_hashtable_t *_Py_hashtable_new_full(_Py_hashtable_hash_func hash,
                                        _Py_hashtable_compare_func compare,
                                        _Py_hashtable_destroy_func destroy_key,
                                        _Py_hashtable_destroy_func destroy_value,
                                        _Py_hashtable_allocator_t *allocator) {
    _Py_hashtable_allocator_t alloc = {PyMem_Malloc, PyMem_Free};
    if (allocator != NULL) {
        alloc = *allocator;
    }
    _Py_hashtable_t *table = alloc.malloc(sizeof(*table));
    if (table == NULL) {
        return NULL;
    }
    *table = (_Py_hashtable_t){
        .nbuckets = SMALLEST,
        .get_entry_func = find,
        .hash_func = hash,
        .compare_func = compare,
        .key_destroy_func = destroy_key,
        .value_destroy_func = destroy_value,
        .alloc = alloc,
    };
    table->buckets = buckets_new(table, SMALLEST);
    if (table->buckets == NULL) {
        alloc.free(table);
        return NULL;
    }
    return table;
}

_Py_hashtable_t *_Py_hashtable_new(_Py_hashtable_hash_func hash,
                                   _Py_hashtable_compare_func compare) {
    return _Py_hashtable_new_full(hash, compare, NULL, NULL, NULL);
}
