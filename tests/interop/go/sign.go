package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"sort"
	"strings"
	"time"
)

// credentials puts a token, or the signature of a key, on every request.
type credentials struct{ token, key, secret string }

func (c credentials) put(_ context.Context, request *http.Request) error {
	if c.token != "" {
		request.Header.Set("X-Auth-Token", c.token)
		return nil
	}
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return err
		}
		request.Body = io.NopCloser(bytes.NewReader(body))
	}
	date := time.Now().UTC().Format("20060102T150405Z")
	request.Header.Set("X-Sdk-Date", date)
	canonical := strings.Join([]string{
		request.Method,
		escaped(strings.TrimSuffix(request.URL.Path, "/")) + "/",
		query(request),
		"host:" + request.URL.Host + "\nx-sdk-date:" + date + "\n",
		"host;x-sdk-date",
		digest(body),
	}, "\n")
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + digest([]byte(canonical))))
	request.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+c.key+
		", SignedHeaders=host;x-sdk-date, Signature="+hex.EncodeToString(mac.Sum(nil)))
	return nil
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func query(request *http.Request) string {
	var pairs []string
	for name, values := range request.URL.Query() {
		for _, value := range values {
			pairs = append(pairs, escapedAll(name)+"="+escapedAll(value))
		}
	}
	sort.Strings(pairs)
	return strings.Join(pairs, "&")
}

func escaped(path string) string {
	segments := strings.Split(path, "/")
	for at, segment := range segments {
		segments[at] = escapedAll(segment)
	}
	return strings.Join(segments, "/")
}

// escapedAll escapes all but letters, digits and `-`, `.`, `_`, `~`.
func escapedAll(text string) string {
	var out strings.Builder
	for _, octet := range []byte(text) {
		if strings.IndexByte("-._~", octet) >= 0 || octet >= '0' && octet <= '9' ||
			octet|0x20 >= 'a' && octet|0x20 <= 'z' {
			out.WriteByte(octet)
		} else {
			out.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{octet})))
		}
	}
	return out.String()
}
