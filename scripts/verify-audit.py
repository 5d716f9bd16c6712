#!/usr/bin/env python3
"""Checks an audit export by its written format alone (docs/audit-format), with nothing but Python.

Usage: verify-audit.py EXPORT_OR_RECEIPT [--expect HEADS.jsonl] [--keys FILE] [--key HEX]

--expect: heads kept elsewhere; --keys, --key: installation keys on record, others are refused.
"""
import base64, hashlib, json, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def check(condition, problem):
    if not condition:
        print(json.dumps({"ok": False, "problem": problem}))
        sys.exit(1)


def canonical(value):
    """RFC 8785 for what the format allows: no fractions, safe integers, no lone surrogates."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    check(not isinstance(value, float), "a fraction")
    if type(value) is int:
        check(abs(value) < 2**53, "an unsafe integer")
    return json.dumps(value, ensure_ascii=False)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if (x * x - xx) % P == 0 else x * ROOT % P
    check(y < P and (x * x - xx) % P == 0 and (x or not sign), "a point off the curve")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    """RFC 8032, section 5.1.7."""
    key, signature = bytes.fromhex(key), bytes.fromhex(signature)
    s = int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(decode(signature[:32]), times(k, decode(key)))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def read(path):
    for number, line in enumerate(open(path, encoding="utf-8", newline="\n"), 1):
        text = line.rstrip("\n")
        document = json.loads(text)
        check(line.endswith("\n") and canonical(document) == text, f"line {number} is not canonical")
        ((kind, value),) = document.items()
        yield kind, value


def check_certificate(writer, keys):
    certificate = writer["certificate"]
    known = keys is None or certificate["installation_key"] in keys
    check(known, "a foreign installation key")
    text = canonical({"spec": "systemprompt.writer/1", **certificate}).encode()
    check(signed(certificate["installation_key"], text, writer["signature"]), "certificate")


def check_signed_seal(stored, public_key, at):
    """The seal's members, its signature, and the row hashes that it stands for."""
    seal = stored["seal"]
    text = canonical({"spec": "systemprompt.seal/1", **seal}).encode()
    check(sha(text) == stored["hash"], at + "hash")
    check(signed(public_key, text, stored["signature"]), at + "signature")
    leaves = bytes.fromhex(stored["leaves"])
    check(len(leaves) == 32 * seal["count"] and sha(leaves) == seal["root"], at + "root")


def check_seal(stored, writer, before, wanted):
    seal, at = stored["seal"], "seal %d:%d: " % (stored["seal"]["writer"], stored["seal"]["sequence"])
    certificate = {"spec": "systemprompt.writer/1", **writer["certificate"]}
    check(seal["sequence"] == (before["seal"]["sequence"] + 1 if before else 0), at + "out of sequence")
    previous = before["hash"] if before else sha(canonical(certificate).encode())
    check(seal["previous"] == previous, at + "does not continue the one before")
    check((seal["kind"] == "genesis") == (before is None), at + "kind")
    check(before is None or before["seal"]["kind"] != "closing", at + "follows a closing seal")
    check_signed_seal(stored, certificate["public_key"], at)
    if stored["heads"] is None:
        check(before and before["seal"]["heads_hash"] == seal["heads_hash"], at + "heads missing")
    else:
        check(sha(canonical(stored["heads"]).encode()) == seal["heads_hash"], at + "heads")
        wanted += [(h["writer"], h["sequence"], h["head"]) for h in stored["heads"]]
        named = {head["writer"] for head in stored["heads"]}
        check(before or seal["writer"] == 1 or seal["writer"] - 1 in named, at + "predecessor")


def is_lost(head, loss):
    """A genesis may state that the database lost the end of a chain; others may have seen it."""
    held = loss["found"]["sequence"]
    first = 0 if held is None else held + 1
    return head[0] == loss["writer"] and first <= head[1] <= loss["sequence"]


def check_gaps(gaps, stones):
    """Rows may be missing only where a verified tombstone says so, and as many as it says."""
    ranges, exact, shared, touched = {}, {}, 0, set()
    for stone in {(s["from_id"], s["to_id"], s.get("part", 1)): s for s in stones}.values():
        entry = ranges.setdefault((stone["from_id"], stone["to_id"]), [0, False])
        entry[0] += stone["rows"] - stone["kept"]
        entry[1] = entry[1] or "forced" in stone
    ordered = sorted(ranges)
    check(all(a[1] <= b[0] for a, b in zip(ordered, ordered[1:])), "tombstones overlap")
    inside = lambda row: any(start <= row < end for start, end in ordered)
    for seal, missing, after, before in gaps:
        low, high = after or seal["first_id"], before or seal["last_id"]
        found = [r for r in ordered if low < r[1] and r[0] <= high]
        told = found and (after or inside(low)) and (before or inside(high))
        check(told, "%d rows of seal %d:%d are missing" % (missing, seal["writer"], seal["sequence"]))
        if len(found) == 1:
            exact[found[0]] = exact.get(found[0], 0) + missing
        else:
            shared, touched = shared + missing, touched | set(found)
    owed = {r: ranges[r][0] - exact[r] for r in exact}
    check(all(owed[r] >= 0 or ranges[r][1] for r in owed), "more rows are missing than tombstones name")
    sums = {0}
    for r in touched - set(exact):
        sums |= {total + ranges[r][0] for total in sums}
    forced = any(ranges[r][1] for r in touched | set(exact))
    check(forced or shared - sum(owed.values()) in sums, "other rows are missing than tombstones name")
    newest = {(s["from_id"], s["to_id"]): s for s in stones if "kept_hash" in s}
    told = {r: newest[r] for r in exact if r in newest and not ranges[r][1]}
    return sum(exact.values()) + shared, told, sum(ranges[r][1] for r in ranges)


def check_kept(path, told, batches):
    """Rows of a dropped range that are still there are those that its tombstone names."""
    found = {r: "" for r in told}
    for kind, row in read(path) if told else []:
        for r in told if kind == "row" else []:
            if not r[0] <= row["id"] < r[1]:
                continue
            sealed_at = batches[int(row["seal"])]["seal"]["sealed_at"]
            # An outcome may come after the drop; one that was sealed before it went, and is back.
            if row["id"][-1] in "02468ace" or sealed_at < told[r]["at"]:
                found[r] = sha((found[r] + row["id"]).encode())
    named = {r: told[r]["kept_hash"] for r in told}
    check(found == named, "other rows than the tombstones name were kept")


def row_hash(row):
    salt = base64.urlsafe_b64decode(row["detail"]["salt"] + "==")
    check(len(salt) == 16, "row %s: salt" % row["id"])
    return sha(salt, canonical(row).encode())


def check_receipt(receipt, expect, keys):
    check(receipt["spec"] == "systemprompt.receipt/1", "unknown receipt")
    seal, row, certificate = receipt["seal"], receipt["row"], receipt["certificate"]
    check_certificate({**receipt, "signature": receipt["certificate_signature"]}, keys)
    check(certificate["number"] == seal["writer"], "the seal is another writer's")
    check_signed_seal(receipt, certificate["public_key"], "receipt: ")
    if row is not None:
        check(int(row["seal"]) == seal["writer"] * 2**32 + seal["sequence"], "the row names another batch")
        leaves = [receipt["leaves"][i : i + 64] for i in range(0, len(receipt["leaves"]), 64)]
        check(row_hash(row) in leaves, "the row is not one of the batch")
    place = (seal["writer"], seal["sequence"])
    named = [head for writer, sequence, head in anchors(expect) if (writer, sequence) == place]
    check(all(head == receipt["hash"] for head in named), "another seal of this place was kept elsewhere")
    told = {"ok": True, "kind": "receipt", "row": row and row["id"], "anchored": bool(named)}
    print(json.dumps({**told, "writer": place[0], "sequence": place[1]}))


def main(path, expect=None, keys=None, key=None):
    known = None if keys is None and key is None else [key] if keys is None else open(keys).read().split()
    lines = read(path)
    kind, value = next(lines)
    if kind == "receipt":
        check(next(lines, None) is None, "the receipt goes on after its end")
        return check_receipt(value, expect, known)
    writers, chains, hashes, batches, wanted, stones, gaps = {}, {}, {}, {}, [], [], []
    rows, last, end, geneses = 0, "", None, []
    for kind, value in read(path):
        if kind == "archive":
            check(value["spec"] == "systemprompt.archive/1", "unknown archive")
        elif kind == "writer":
            certificate = value["certificate"]
            check(certificate["number"] == len(writers) + 1, "a writer is missing")
            check_certificate(value, known)
            writers[certificate["number"]] = value
        elif kind == "seal":
            seal = value["seal"]
            check_seal(value, writers[seal["writer"]], chains.get(seal["writer"]), wanted)
            geneses += [seal] if seal["sequence"] == 0 else []
            chains[seal["writer"]], number = value, seal["writer"] * 2**32 + seal["sequence"]
            hashes[number] = value["hash"]
            leaves = [value["leaves"][i : i + 64] for i in range(0, len(value["leaves"]), 64)]
            batches[number] = {"seal": seal, "leaves": leaves, "next": 0, "last": None}
        elif kind == "row":
            check(value["id"] > last, "row %s: order" % value["id"])
            batch, found = batches.get(int(value["seal"])), row_hash(value)
            left = batch["leaves"][batch["next"] :] if batch else []
            check(found in left, "row %s at %s" % (value["id"], value["at"]))
            if left[0] != found:
                gaps.append((batch["seal"], left.index(found), batch["last"], value["id"]))
            batch["next"] += left.index(found) + 1
            batch["last"], last, rows = value["id"], value["id"], rows + 1
            if value["target"] == "audit://retention/partition" and value["kind"] == "event":
                stones.append({**value["detail"], "at": value["at"]})
        elif kind == "end":
            end = value
        else:
            check(False, f"a line of an unknown kind, {kind}")
    check(end == {"rows": rows, "seals": len(hashes), "writers": len(writers)}, "the archive is cut")
    for batch in batches.values():
        if batch["next"] < batch["seal"]["count"]:
            gaps.append((batch["seal"], batch["seal"]["count"] - batch["next"], batch["last"], None))
    dropped, told, forced = check_gaps(gaps, stones)
    check_kept(path, told, batches)
    for number, writer in writers.items():
        state = (writer["sequence"], writer["head"], writer["closed"])
        tip = chains.get(number)
        check(tip, f"writer {number} has no seals")
        found = (tip["seal"]["sequence"], tip["hash"], tip["seal"]["kind"] == "closing")
        check(state == found, f"writer {number} does not end with its last seal")
    stated = [(genesis["note"] or {}).get("lost", []) for genesis in geneses]
    lost = [loss for one in stated for loss in (one if isinstance(one, list) else [one])]
    wanted = [head for head in wanted if not any(is_lost(head, loss) for loss in lost)]
    for number, sequence, head in wanted + anchors(expect):
        check(hashes.get(number * 2**32 + sequence) == head, f"seal {number}:{sequence} is another one")
    told = {"ok": True, "rows": rows, "seals": len(hashes), "anchored": bool(expect), "keys_pinned": known is not None}
    print(json.dumps({**told, "tombstones": len(stones), "rows_dropped": dropped, "forced_drops": forced, "losses": len(lost)}))


def anchors(path):
    # A crash may have cut the last line, and nobody relied on it.
    whole = [line for line in open(path, encoding="utf-8") if line.endswith("\n")] if path else []
    lines = [json.loads(line) for line in whole if line.strip()]
    check(lines or not path, "the file of expected heads holds no heads")
    return [(line["writer"], line["sequence"], line["head"]) for line in lines]


if __name__ == "__main__":
    words = sys.argv[1:]
    options = {words[i][2:]: words[i + 1] for i in range(1, len(words) - 1, 2)}
    main(words[0], **options)
