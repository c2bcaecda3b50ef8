// Delivers mails through Go's crypto/tls. One job per line of standard input, its fields as name=value with a tab
// between; one line of JSON per job on standard output. Exit code 0: every mail was accepted inside TLS.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"reflect"
	"strings"
	"time"
)

// Nothing that a server did: this stack cannot be asked for it.
type cannot string

func (what cannot) Error() string { return "cannot: " + string(what) }

type result struct {
	Delivered bool    `json:"delivered"`
	Version   *string `json:"version"`
	Suite     *string `json:"suite"`
	Alert     *uint64 `json:"alert"`
	// Always null: crypto/tls takes an end of the connection for a close_notify (Conn.readRecordOrCCS).
	End   *string `json:"end"`
	Error *string `json:"error"`
}

var versions = map[string]uint16{"TLSv1": tls.VersionTLS10, "TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12}

func main() {
	allDelivered := true
	jobs := bufio.NewScanner(os.Stdin)
	for jobs.Scan() {
		var told result
		if err := deliver(fieldsOf(jobs.Text()), &told); err != nil {
			words := err.Error()
			told.Error = &words
			told.Alert = alertIn(err)
		}
		line, _ := json.Marshal(told)
		fmt.Println(string(line))
		allDelivered = allDelivered && told.Delivered
	}
	if !allDelivered {
		os.Exit(1)
	}
}

func deliver(job map[string]string, told *result) error {
	config, err := configOf(job)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(job["message"])
	if err != nil {
		return err
	}
	patience, err := time.ParseDuration(job["patience-ms"] + "ms")
	if err != nil {
		return err
	}
	plain, err := net.DialTimeout("tcp", net.JoinHostPort(job["host"], job["port"]), patience)
	if err != nil {
		return err
	}
	defer plain.Close()
	clear := dialogue{plain, patience}
	if err := clear.hears("220"); err != nil {
		return err
	}
	if err := clear.saysAll([][2]string{{"EHLO client.test", "250"}, {"STARTTLS", "220"}}); err != nil {
		return err
	}

	plain.SetDeadline(time.Now().Add(patience))
	conn := tls.Client(plain, config)
	if err := conn.Handshake(); err != nil {
		return err
	}
	state := conn.ConnectionState()
	for name, number := range versions {
		if number == state.Version {
			told.Version = &name
			break
		}
	}
	suite := tls.CipherSuiteName(state.CipherSuite)
	told.Suite = &suite

	secured := dialogue{conn, patience}
	err = secured.saysAll([][2]string{
		{"EHLO client.test", "250"},
		{"MAIL FROM:<" + job["sender"] + ">", "250"},
		{"RCPT TO:<" + job["recipient"] + ">", "250"},
		{"DATA", "354"},
		{string(content) + ".", "250"},
	})
	if err != nil {
		return err
	}
	told.Delivered = true
	return secured.saysAll([][2]string{{"QUIT", "221"}})
}

func configOf(job map[string]string) (*tls.Config, error) {
	config := &tls.Config{ServerName: job["name"], InsecureSkipVerify: job["ca"] == ""}
	for _, name := range strings.Split(job["versions"], ",") {
		version, known := versions[name]
		if !known {
			return nil, cannot("no version " + name)
		}
		if config.MinVersion == 0 {
			config.MinVersion = version
		}
		config.MaxVersion = version
	}
	for _, name := range strings.Split(job["suites"], ",") {
		number, err := suiteNumber(name)
		if err != nil {
			return nil, err
		}
		config.CipherSuites = append(config.CipherSuites, number)
	}
	if job["ca"] != "" {
		pem, err := os.ReadFile(job["ca"])
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(pem)
	}
	if job["cert"] != "" {
		certificate, err := tls.LoadX509KeyPair(job["cert"], job["key"])
		if err != nil {
			return nil, err
		}
		// Shown whatever authorities the server names: it is the server that is looked at.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return &certificate, nil
		}
	}
	return config, nil
}

func suiteNumber(name string) (uint16, error) {
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if suite.Name == name {
			return suite.ID, nil
		}
	}
	return 0, cannot("no suite " + name)
}

// SMTP as a client speaks it, in clear or inside TLS.
type dialogue struct {
	conn     net.Conn
	patience time.Duration
}

func (d dialogue) saysAll(turns [][2]string) error {
	for _, turn := range turns {
		d.conn.SetDeadline(time.Now().Add(d.patience))
		if _, err := io.WriteString(d.conn, turn[0]+"\r\n"); err != nil {
			return err
		}
		if err := d.hears(turn[1]); err != nil {
			return err
		}
	}
	return nil
}

func (d dialogue) hears(code string) error {
	for {
		line, err := d.readLine()
		if err != nil {
			return err
		}
		if !strings.HasPrefix(line, code) {
			return fmt.Errorf("reply: %s", line)
		}
		if !strings.HasPrefix(line, code+"-") {
			return nil
		}
	}
}

// Byte by byte: what is read here must not run into the TLS behind STARTTLS.
func (d dialogue) readLine() (string, error) {
	var line []byte
	next := make([]byte, 1)
	d.conn.SetDeadline(time.Now().Add(d.patience))
	for {
		if _, err := io.ReadFull(d.conn, next); err != nil {
			return "", err
		}
		if next[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, next[0])
	}
}

// The alert's own type is private to crypto/tls: a number of its kind.
func alertIn(err error) *uint64 {
	var failure *net.OpError
	if !errors.As(err, &failure) || failure.Op != "remote error" {
		return nil
	}
	if alert := reflect.ValueOf(failure.Err); alert.Kind() == reflect.Uint8 {
		number := alert.Uint()
		return &number
	}
	return nil
}

func fieldsOf(line string) map[string]string {
	fields := map[string]string{}
	for _, field := range strings.Split(strings.TrimSpace(line), "\t") {
		name, value, _ := strings.Cut(field, "=")
		fields[name] = value
	}
	return fields
}
